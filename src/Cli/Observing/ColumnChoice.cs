namespace Berlin.Cli.Observing;

/// <summary>What the command line says about the columns of a CSV file.</summary>
internal sealed record ColumnChoice
{
    /// <summary>Columns by field of the model, where they differ in name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Column of the target; null means the one named like the model's target.</summary>
    public string? Target { get; init; }

    /// <summary>Column of the time; null means the one named <c>at</c>, if there is one.</summary>
    public string? At { get; init; }

    /// <summary>Column of the observation's id; null means that ids are made from the file and the line.</summary>
    public string? Id { get; init; }

    /// <summary>Column of the entity; null means none.</summary>
    public string? Entity { get; init; }

    /// <summary>Column of the subject; null means none.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether nothing was chosen.</summary>
    public bool IsEmpty => Fields.Count == 0 && (Target ?? At ?? Id ?? Entity ?? Subject) is null;

    /// <summary>Reads the <c>field=column</c> pairs of the command line.</summary>
    public static Dictionary<string, string> ParseFields(IEnumerable<string> pairs)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || sign == pair.Length - 1)
            {
                throw CommandFailedException.Usage($"--map takes FIELD=COLUMN, not '{pair}'");
            }

            if (!fields.TryAdd(pair[..sign], pair[(sign + 1)..]))
            {
                throw CommandFailedException.Usage($"--map names field '{pair[..sign]}' twice");
            }
        }

        return fields;
    }
}
