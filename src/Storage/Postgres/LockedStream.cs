namespace Berlin.Storage.Postgres;

/// <summary>A row of table <c>stream</c> that nobody else changes until the transaction ends.</summary>
/// <param name="Id">What the rows of the stream carry.</param>
/// <param name="Head">Sequence number of the last row that was appended; 0 = none.</param>
internal sealed record LockedStream(long Id, long Head);
