using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Models;

/// <summary>
/// Reads a model's definition: shape, JSON types and defaults. What the values may be (known learners, ranges) is
/// the model grain's to judge.
/// </summary>
internal static class ModelDefinitionReader
{
    internal const string DefaultColumnsMode = "vocabulary";
    internal const int DefaultMaxColumns = 20_000;
    internal const int DefaultMaxClasses = 1000;
    internal const int DefaultMetricsWindow = 1000;
    internal const int LargestMaxAgeDays = 36_500;
    private const string TextType = "text";
    private const string NumberType = "number";
    internal const string DefaultBuckets = "log2";

    /// <summary>More faults than this are not listed; whoever wrote them has the first ones to mend.</summary>
    private const int MaxListedFaults = 20;

    /// <summary>The definition with its defaults filled in.</summary>
    /// <exception cref="BerlinException"><c>model.invalid</c> with every fault in one text.</exception>
    public static ModelDefinition Read(JsonElement document)
    {
        var faults = new List<string>();
        var definition = DefinitionMembers.Open(document, "", faults) is { } members ? Read(members, faults) : null;
        return faults.Count == 0 ? definition! : throw Refuse(faults);
    }

    private static BerlinException Refuse(List<string> faults)
    {
        var listed = string.Join("; ", faults.Take(MaxListedFaults));
        var more = faults.Count > MaxListedFaults ? $"; and {faults.Count - MaxListedFaults} more" : "";
        return new BerlinException(ErrorCodes.ModelInvalid, $"The definition is not valid: {listed}{more}.");
    }

    private static ModelDefinition Read(DefinitionMembers members, List<string> faults)
    {
        var definition = new ModelDefinition
        {
            Kind = members.RequireText("kind"),
            Learner = ReadLearner(members, faults),
            Features = ReadFeatures(members, faults),
            Target = members.RequireText("target"),
            Columns = ReadColumns(members, faults),
            MaxClasses = members.FindInteger("max_classes", DefaultMaxClasses),
            MetricsWindow = members.FindInteger("metrics_window", DefaultMetricsWindow),
            Entities = members.FindFlag("entities"),
            Retention = ReadRetention(members, faults),
        };
        members.RefuseUnknown();
        return definition;
    }

    /// <summary>Settings are those that the learner's type declares, in that order; of a type that there is not, the type alone is at fault.</summary>
    private static LearnerDefinition ReadLearner(DefinitionMembers owner, List<string> faults)
    {
        if (owner.Require("learner") is not { } value || DefinitionMembers.Open(value, "learner", faults) is not { } members)
        {
            return new LearnerDefinition { Type = "", Settings = [] };
        }

        var type = members.RequireText("type");
        LearnerSettingValue[] settings =
            [.. LearnerTypes.SettingsOf(type).Select(setting => new LearnerSettingValue(setting.Name, members.FindNumber(setting.Name, setting.Default)))];
        if (LearnerTypes.All.Contains(type))
        {
            members.RefuseUnknown();
        }

        return new LearnerDefinition { Type = type, Settings = settings };
    }

    private static RetentionDefinition? ReadRetention(DefinitionMembers owner, List<string> faults)
    {
        if (owner.Find("retention") is not { } value || DefinitionMembers.Open(value, "retention", faults) is not { } members)
        {
            return null;
        }

        var retention = new RetentionDefinition
        {
            MaxObservations = members.FindPositive("max_observations", long.MaxValue),
            MaxAgeDays = (int?)members.FindPositive("max_age_days", LargestMaxAgeDays),
        };
        members.RefuseUnknown();
        return retention == new RetentionDefinition() ? null : retention;
    }

    private static ColumnsDefinition ReadColumns(DefinitionMembers owner, List<string> faults)
    {
        if (owner.Find("columns") is not { } value || DefinitionMembers.Open(value, "columns", faults) is not { } members)
        {
            return new ColumnsDefinition { Mode = DefaultColumnsMode, Max = DefaultMaxColumns };
        }

        var columns = new ColumnsDefinition
        {
            Mode = members.FindText("mode") ?? DefaultColumnsMode,
            Max = members.FindInteger("max", DefaultMaxColumns),
        };
        members.RefuseUnknown();
        return columns;
    }

    private static FeatureDefinition[] ReadFeatures(DefinitionMembers owner, List<string> faults)
    {
        if (owner.Require("features") is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"features is {JsonTree.KindOf(value)}; it must be an array of objects");
            return [];
        }

        var features = new List<FeatureDefinition>();
        foreach (var item in value.EnumerateArray())
        {
            if (DefinitionMembers.Open(item, $"features[{features.Count}]", faults) is not { } members)
            {
                break;
            }

            features.Add(ReadFeature(members));
        }

        return [.. features];
    }

    /// <summary>Members that belong to another type of field count as unknown.</summary>
    private static FeatureDefinition ReadFeature(DefinitionMembers members)
    {
        var field = members.RequireText("field");
        var type = members.RequireText("type");
        var words = type == TextType ? members.FindPair("ngrams") : null;
        var characters = type == TextType ? members.FindPair("character_ngrams") : null;
        var buckets = type == NumberType ? members.FindText("buckets") ?? DefaultBuckets : null;
        members.RefuseUnknown();
        return new FeatureDefinition
        {
            Field = field,
            Type = type,
            Ngrams = type == TextType && words is null && characters is null ? [1, 1] : words,
            CharacterNgrams = characters,
            Buckets = buckets,
        };
    }
}
