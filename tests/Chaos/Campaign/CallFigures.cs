using Berlin.Chaos.Load;

namespace Berlin.Chaos.Campaign;

/// <summary>What clients met in a span of time.</summary>
/// <param name="Count">Calls.</param>
/// <param name="Failed">Those that were refused or not answered.</param>
/// <param name="P50">Median time of a call, from when it was due.</param>
/// <param name="P99">Time within which 99 of 100 ended.</param>
/// <param name="Worst">Longest.</param>
/// <param name="Reasons">Why calls failed, and how many for each reason.</param>
internal sealed record CallFigures(int Count, int Failed, TimeSpan P50, TimeSpan P99, TimeSpan Worst, IReadOnlyDictionary<string, int> Reasons)
{
    private const int ReasonCharacters = 160;

    public static CallFigures Of(IEnumerable<CallRecord> calls, CallKind kind)
    {
        var chosen = calls.Where(call => call.Kind == kind).ToArray();
        var times = chosen.Select(call => call.Elapsed).Order().ToArray();
        var failed = chosen.Where(call => call.Outcome != CallOutcome.Ok).ToArray();
        var reasons = failed.GroupBy(call => Short(call.Reason ?? string.Empty), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count());
        return new CallFigures(chosen.Length, failed.Length, Percentiles.Of(times, 0.5), Percentiles.Of(times, 0.99), times.Length == 0 ? TimeSpan.Zero : times[^1], reasons);
    }

    public override string ToString() =>
        $"{Count} calls, {Failed} failed, p50 {P50.TotalMilliseconds:F1} ms, p99 {P99.TotalMilliseconds:F1} ms, worst {Worst.TotalMilliseconds:F0} ms"
        + string.Concat(Reasons.OrderByDescending(reason => reason.Value).Take(5).Select(reason => $"{Environment.NewLine}    {reason.Value} x {reason.Key}"));

    private static string Short(string reason) => reason.Length > ReasonCharacters ? reason[..ReasonCharacters] : reason;
}
