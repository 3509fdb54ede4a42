namespace Berlin.Storage.Streams;

/// <summary>What became of a removal.</summary>
public sealed record RemovalResult
{
    /// <summary>Whether it was done; <see cref="AppendVerdict.Fenced"/> = nothing changed.</summary>
    public required AppendVerdict Verdict { get; init; }

    /// <summary>Observations that are gone; their corrections do not count.</summary>
    public required long Removed { get; init; }

    /// <summary>The stream's row after it; null where fenced. A new generation exactly where something was removed.</summary>
    public required StreamPosition? Position { get; init; }

    /// <summary>Blobs of the checkpoints whose rows went: void, and to be deleted by the caller.</summary>
    public required IReadOnlyList<string> BlobNames { get; init; }

    /// <summary>The result of a removal that was refused.</summary>
    public static RemovalResult Fenced { get; } = new() { Verdict = AppendVerdict.Fenced, Removed = 0, Position = null, BlobNames = [] };
}
