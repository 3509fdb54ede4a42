namespace Berlin.Storage.Entities;

/// <summary>How many entity states a stream holds, and how large they are. Percentiles are of the nearest rank; 0 where there are no states.</summary>
/// <param name="Count">States.</param>
/// <param name="TotalBytes">Bytes of all states together.</param>
/// <param name="P50Bytes">Half of the states have at most so many bytes.</param>
/// <param name="P90Bytes">Nine in ten have at most so many.</param>
/// <param name="P99Bytes">Ninety-nine in a hundred have at most so many.</param>
/// <param name="MaxBytes">The largest.</param>
public sealed record EntityStatesSummary(long Count, long TotalBytes, long P50Bytes, long P90Bytes, long P99Bytes, long MaxBytes);
