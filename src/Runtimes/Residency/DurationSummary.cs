namespace Berlin.Runtimes.Residency;

/// <summary>Percentiles of durations, each at most an eighth too long.</summary>
/// <param name="Count">How many.</param>
/// <param name="P50">Half are not longer.</param>
/// <param name="P99">99 in 100 are not longer.</param>
/// <param name="Max">The longest, exactly.</param>
public sealed record DurationSummary(long Count, TimeSpan P50, TimeSpan P99, TimeSpan Max);
