using Berlin.Learning;

namespace Berlin.Grains.Models;

/// <summary>Translates a definition, as users write it, to the learner's configuration.</summary>
internal static class LearningConfig
{
    /// <summary>A hundred years.</summary>
    private const int MostAgeDays = 36_500;

    /// <summary>The learner's configuration of a definition without faults.</summary>
    public static OnlineClassifierConfig Of(ModelDefinition definition) => new()
    {
        Features = [.. definition.Features.Select(Feature)],
        Columns = new ColumnsConfig(
            definition.Columns.Mode == "hashing" ? ColumnMode.Hashing : ColumnMode.Vocabulary, definition.Columns.Max),
        Learner = new LearnerConfig(
            definition.Learner.Type, definition.Learner.Settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal)),
        MaxClasses = definition.MaxClasses,
        Entities = definition.Entities,
    };

    /// <summary>Every fault of a definition, each naming the member, the value and the bound; empty = good.</summary>
    public static IReadOnlyList<string> Faults(ModelDefinition definition)
    {
        var faults = new List<string>();
        if (definition.Kind != "online")
        {
            faults.Add($"kind must be 'online', not '{definition.Kind}'");
        }

        if (definition.Columns.Mode is not ("vocabulary" or "hashing"))
        {
            faults.Add($"columns.mode must be 'vocabulary' or 'hashing', not '{definition.Columns.Mode}'");
        }

        if (definition.Target.Length is 0 or > 63 || !definition.Target.All(character => character is >= ' ' and <= '~'))
        {
            faults.Add("target must have 1-63 printable ASCII characters");
        }

        if (definition.MetricsWindow is < 1 or > 1_000_000)
        {
            faults.Add($"metrics_window must be 1 to 1,000,000, not {definition.MetricsWindow}");
        }

        faults.AddRange(RetentionFaults(definition.Retention));
        var shapeFaults = definition.Features.SelectMany(ShapeFaults).ToList();
        faults.AddRange(shapeFaults);
        if (shapeFaults.Count == 0)
        {
            faults.AddRange(Of(definition).Faults());
        }

        return faults;
    }

    private static IEnumerable<string> RetentionFaults(RetentionDefinition? retention)
    {
        if (retention?.MaxObservations is < 1)
        {
            yield return $"retention.max_observations must be 1 or more, not {retention.MaxObservations}";
        }

        if (retention?.MaxAgeDays is < 1 or > MostAgeDays)
        {
            yield return $"retention.max_age_days must be 1 to {MostAgeDays}, not {retention.MaxAgeDays}";
        }
    }

    private static FeatureSpec Feature(FeatureDefinition feature) => feature.Type switch
    {
        "text" => new TextFeature(feature.Field, Range(feature.Ngrams), Range(feature.CharacterNgrams)),
        "category" => new CategoryFeature(feature.Field),
        _ => new NumberFeature(feature.Field),
    };

    private static NgramRange? Range(int[]? bounds) => bounds is null ? null : new NgramRange(bounds[0], bounds[1]);

    private static IEnumerable<string> ShapeFaults(FeatureDefinition feature)
    {
        if (feature.Type is not ("text" or "category" or "number"))
        {
            yield return $"features '{feature.Field}': type must be 'text', 'category' or 'number', not '{feature.Type}'";
        }

        if (feature.Ngrams is { Length: not 2 } || feature.CharacterNgrams is { Length: not 2 })
        {
            yield return $"features '{feature.Field}': ngrams are two numbers, [smallest, largest]";
        }

        if (feature.Type != "text" && (feature.Ngrams ?? feature.CharacterNgrams) is not null)
        {
            yield return $"features '{feature.Field}': only text has ngrams";
        }

        if (feature.Buckets is not null && (feature.Type != "number" || feature.Buckets != "log2"))
        {
            yield return $"features '{feature.Field}': buckets belong to numbers and must be 'log2'";
        }
    }
}
