namespace Berlin.Storage.Streams;

/// <summary>What became of an append or a removal.</summary>
public enum AppendVerdict
{
    /// <summary>Committed: on disk, in the order given.</summary>
    Committed,

    /// <summary>Nothing changed: another owner took the stream, or its head is not the expected one.</summary>
    Fenced,
}
