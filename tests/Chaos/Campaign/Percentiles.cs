namespace Berlin.Chaos.Campaign;

/// <summary>Percentiles by nearest rank.</summary>
internal static class Percentiles
{
    /// <summary>The smallest value that the share of all values does not exceed; zero where there is none.</summary>
    public static TimeSpan Of(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Max((int)Math.Ceiling(share * sorted.Count) - 1, 0)];
}
