namespace Berlin.Storage.Streams;

/// <summary>The row that fences and numbers a stream, as one statement read it.</summary>
/// <param name="Epoch">Rises by one with each take; a writer with an older epoch is refused.</param>
/// <param name="Owner">Silo generation that took the stream last.</param>
/// <param name="Head">Sequence number of the last row that was appended; 0 = none. A removal does not lower it.</param>
/// <param name="Generation">Generation of the log; a removal makes a new one.</param>
/// <param name="Removed">Rows that removals took, corrections included: the stream holds <c>Head - Removed</c> rows.</param>
public sealed record StreamPosition(long Epoch, string Owner, long Head, long Generation, long Removed = 0);
