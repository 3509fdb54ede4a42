namespace Berlin.Storage.Streams;

/// <summary>The row that fences and numbers a stream, as one statement read it.</summary>
/// <param name="Epoch">Rises by one with each take; a writer with an older epoch is refused.</param>
/// <param name="Owner">Silo generation that took the stream last.</param>
/// <param name="Head">Sequence number of the last stored observation; 0 = none.</param>
/// <param name="Generation">Generation of the log; trims and deletions make a new one.</param>
public sealed record StreamPosition(long Epoch, string Owner, long Head, long Generation);
