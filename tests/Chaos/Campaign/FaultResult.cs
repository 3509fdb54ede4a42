using Berlin.Chaos.Faults;
using Berlin.Chaos.Oracle;

namespace Berlin.Chaos.Campaign;

/// <summary>One fault of a campaign, and what the clients and the oracle say of it.</summary>
/// <param name="Number">Its number, from 1; with the campaign's seed it decides what was drawn.</param>
/// <param name="Fault">Name of the fault.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Predictions">Predictions that were due from its beginning to its end.</param>
/// <param name="Verdict">What the oracle said after it.</param>
internal sealed record FaultResult(int Number, string Fault, FaultTrace Trace, CallFigures Predictions, OracleVerdict Verdict)
{
    /// <summary>Predictions that failed although a silo was there to answer them.</summary>
    public int UnexcusedFailures => Trace.LeavesNobody ? 0 : Predictions.Failed;

    public bool IsClean => Verdict.IsClean && Trace.Stuck == 0 && Trace.Violations.Count == 0;

    public override string ToString()
    {
        var recoveries = Trace.Recoveries.Order().ToArray();
        var trainers = recoveries.Length == 0 ? "no trainer hit" : $"trainers p50 {Percentiles.Of(recoveries, 0.5).TotalSeconds:F2} s, max {recoveries[^1].TotalSeconds:F2} s";
        var text = $"{Fault}: {Trace.Story}; {trainers}; predictions {Predictions.Count}, {Predictions.Failed} failed, worst {Predictions.Worst.TotalSeconds:F2} s; oracle {(Verdict.IsClean ? "clean" : "NOT CLEAN")}";
        if (Trace.Stuck > 0)
        {
            text += $"; {Trace.Stuck} STUCK";
        }

        return string.Join(Environment.NewLine, [text, .. Trace.Violations.Select(violation => $"    VIOLATION {violation}"), .. Verdict.Findings.Select(finding => $"    FOUND {finding}")]);
    }
}
