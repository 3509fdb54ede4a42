using Berlin.Client;

namespace Berlin.Cli.Observing;

/// <summary>Which column of a CSV file holds what.</summary>
internal sealed class ColumnMapping
{
    private ColumnMapping(IReadOnlyList<FieldColumn> fields) => Fields = fields;

    /// <summary>The model's fields.</summary>
    public IReadOnlyList<FieldColumn> Fields { get; }

    /// <summary>Index of the target's column.</summary>
    public int Target { get; private init; }

    /// <summary>Index of the time's column; null for none.</summary>
    public int? At { get; private init; }

    /// <summary>Index of the id's column; null for none.</summary>
    public int? Id { get; private init; }

    /// <summary>Index of the entity's column; null for none.</summary>
    public int? Entity { get; private init; }

    /// <summary>Index of the subject's column; null for none.</summary>
    public int? Subject { get; private init; }

    /// <summary>Finds every column, or refuses with all faults in one text.</summary>
    public static ColumnMapping Resolve(IReadOnlyList<string> header, ModelDefinition definition, ColumnChoice choice)
    {
        var search = new ColumnSearch(header);
        var fields = new List<FieldColumn>();
        foreach (var feature in definition.Features)
        {
            var index = choice.Fields.TryGetValue(feature.Field, out var chosen)
                ? search.Required(chosen, $"--map {feature.Field}={chosen}")
                : search.Required(feature.Field, $"field '{feature.Field}' (name its column with --map {feature.Field}=COLUMN)");
            fields.Add(new FieldColumn(feature.Field, feature.Type == "number", index));
        }

        foreach (var field in choice.Fields.Keys.Where(field => definition.Features.All(feature => feature.Field != field)))
        {
            search.Faults.Add($"the model declares no field '{field}'");
        }

        var target = choice.Target is { } column
            ? search.Required(column, $"--target {column}")
            : search.Required(definition.Target, $"target '{definition.Target}' (name its column with --target COLUMN)");
        var mapping = new ColumnMapping(fields)
        {
            Target = target,
            At = choice.At is null ? search.Optional("at") : search.Required(choice.At, $"--at {choice.At}"),
            Id = Chosen(search, choice.Id, "--id"),
            Entity = Chosen(search, choice.Entity, "--entity"),
            Subject = Chosen(search, choice.Subject, "--subject"),
        };
        search.ThrowFaults();
        return mapping;
    }

    private static int? Chosen(ColumnSearch search, string? column, string option)
    {
        return column is null ? null : search.Required(column, $"{option} {column}");
    }
}

/// <summary>A field of the model and its column.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="IsNumber">Whether the field is a number.</param>
/// <param name="Column">Index of the column.</param>
internal sealed record FieldColumn(string Field, bool IsNumber, int Column);
