namespace Berlin.Cli.Observing;

/// <summary>One row of a file, as an observation or as the reason why it is none.</summary>
internal readonly record struct SourceRow
{
    private SourceRow(long line, ReadOnlyMemory<byte> json, string? fault)
    {
        Line = line;
        Json = json;
        Fault = fault;
    }

    /// <summary>Line of the file on which the row begins, from 1.</summary>
    public long Line { get; }

    /// <summary>The observation as one line of UTF-8 JSON with an id; empty when there is a fault.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Why the row is no observation; null when it is one.</summary>
    public string? Fault { get; }

    /// <summary>A row that can be sent.</summary>
    public static SourceRow Good(long line, ReadOnlyMemory<byte> json) => new(line, json, null);

    /// <summary>A row that cannot.</summary>
    public static SourceRow Bad(long line, string fault) => new(line, default, fault);
}
