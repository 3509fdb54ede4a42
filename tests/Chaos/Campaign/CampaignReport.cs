using System.Globalization;
using System.Text;
using Berlin.Chaos.Network;
using Berlin.Chaos.Oracle;

namespace Berlin.Chaos.Campaign;

/// <summary>Writes what a campaign found as Markdown.</summary>
internal static class CampaignReport
{
    public static async Task WriteAsync(string path, CampaignResult result)
    {
        var commit = await SystemCommand.ReadAsync("git", "rev-parse", "--short=12", "HEAD") ?? "unknown";
        var changed = await SystemCommand.ReadAsync("git", "status", "--porcelain", "--untracked-files=no");
        var text = new StringBuilder();
        Head(text, result, commit + (string.IsNullOrEmpty(changed) ? string.Empty : " with uncommitted changes"));
        Oracle(text, result.Verdict, result.Faults);
        Faults(text, result);
        Clients(text, result);
        await File.WriteAllTextAsync(path, text.ToString());
    }

    private static void Head(StringBuilder text, CampaignResult result, string commit)
    {
        var kills = result.Faults.Sum(fault => fault.Trace.Kills);
        Line(text, $"# Fault campaign, seed {result.Options.Seed}");
        Line(text, $"");
        Line(text, $"{result.Faults.Count} faults, {kills} processes killed, in {result.Length.TotalMinutes:F0} minutes: {(result.IsClean ? "nothing was found." : "**not clean**, see below.")}");
        Line(text, $"");
        if (result.Failure is { } failure)
        {
            Line(text, $"**The run ended early:** {failure.Split('\n')[0]}");
            Line(text, $"");
        }

        Line(text, $"| | |");
        Line(text, $"|---|---|");
        Line(text, $"| commit | {commit} |");
        Line(text, $"| when | {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC |");
        Line(text, $"| machine | {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {Environment.OSVersion}, .NET {Environment.Version} |");
        Line(text, $"| cluster | 3 silos, 1 gateway, 1 PostgreSQL, each a process of its own{(result.HasNamespaces ? ", silos and gateway in network namespaces of their own" : string.Empty)} |");
        Line(text, $"| load | {result.Load.PredictionsPerSecond} predictions/s and {result.Load.ObservationsPerSecond} observations/s, open loop, over {result.Load.Tenants} tenants, {result.Load.Models} models, {result.Load.Trainers} trainers |");
        Line(text, $"| again | `{Again(result)}` |");
        Line(text, $"");
    }

    private static string Again(CampaignResult result)
    {
        var faults = result.Options.Faults.Count == 0 ? string.Empty : $" --faults {string.Join(',', result.Options.Faults)}";
        return string.Create(CultureInfo.InvariantCulture, $"./scripts/chaos --minutes {result.Options.Length.TotalMinutes:0.##} --seed {result.Options.Seed}{faults}");
    }

    private static void Oracle(StringBuilder text, OracleVerdict verdict, IReadOnlyList<FaultResult> faults)
    {
        Line(text, $"## Oracle");
        Line(text, $"");
        Line(text, $"Asked after each fault and at the end, with everything sent again that had no acknowledgement.");
        Line(text, $"");
        Line(text, $"| must be 0 | found |");
        Line(text, $"|---|---|");
        Line(text, $"| acknowledged observations that are missing | {verdict.AcknowledgedMissing} |");
        Line(text, $"| ids stored twice | {verdict.StoredTwice} |");
        Line(text, $"| gaps in sequence numbers | {verdict.SequenceGaps} |");
        Line(text, $"| writes of a silo that did not own the stream, or of an old epoch | {verdict.StaleWrites} |");
        Line(text, $"| epochs with two owners | {verdict.SharedEpochs} |");
        Line(text, $"| learners that differ from a clean replay, after any fault | {verdict.DigestsDiffer + faults.Sum(fault => fault.Verdict.DigestsDiffer)} |");
        Line(text, $"| trainers stuck 30 s after a fault | {verdict.Stuck + faults.Sum(fault => fault.Trace.Stuck + fault.Verdict.Stuck)} |");
        Line(text, $"");
        Line(text, $"{verdict.RowsRead} rows were stored, read and replayed.");
        Line(text, $"");
        var findings = verdict.Findings.Concat(faults.SelectMany(fault => fault.Verdict.Findings)).Distinct().Take(50).ToArray();
        foreach (var finding in findings)
        {
            Line(text, $"* {finding}");
        }

        if (findings.Length > 0)
        {
            Line(text, $"");
        }
    }

    private static void Faults(StringBuilder text, CampaignResult result)
    {
        Line(text, $"## Faults");
        Line(text, $"");
        Line(text, $"Trainers: seconds until a trainer that the fault hit acknowledged a write that was begun after the fault (where nobody could serve:");
        Line(text, $"after its end). Predictions: those that were due while it lasted; failed = not answered with 200, the gateway's one retry included.");
        Line(text, $"");
        Line(text, $"| fault | times | killed | trainers hit | p50 s | p99 s | max s | predictions | failed | worst s |");
        Line(text, $"|---|---|---|---|---|---|---|---|---|---|");
        foreach (var group in result.Faults.GroupBy(fault => fault.Fault, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Line(text, $"{Row(group.Key, [.. group])}");
        }

        Line(text, $"{Row("**all**", result.Faults)}");
        Line(text, $"");
        foreach (var (name, reason) in result.Missing)
        {
            Line(text, $"* Not made: `{name}`, because {reason}.");
        }

        foreach (var fault in result.Faults.Where(fault => fault.Trace.Violations.Count > 0))
        {
            Line(text, $"* Fault {fault.Number}, `{fault.Fault}` ({fault.Trace.Story}): {string.Join("; ", fault.Trace.Violations)}.");
        }

        Line(text, $"");
    }

    private static string Row(string name, IReadOnlyList<FaultResult> faults)
    {
        var recoveries = faults.SelectMany(fault => fault.Trace.Recoveries).Order().ToArray();
        var times = recoveries.Length == 0
            ? "- | - | -"
            : string.Create(CultureInfo.InvariantCulture, $"{Percentiles.Of(recoveries, 0.5).TotalSeconds:F2} | {Percentiles.Of(recoveries, 0.99).TotalSeconds:F2} | {recoveries[^1].TotalSeconds:F2}");
        var worst = faults.Count == 0 ? TimeSpan.Zero : faults.Max(fault => fault.Predictions.Worst);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {faults.Count} | {faults.Sum(fault => fault.Trace.Kills)} | {recoveries.Length} | {times} | {faults.Sum(fault => fault.Predictions.Count)} | {faults.Sum(fault => fault.Predictions.Failed)} | {worst.TotalSeconds:F2} |");
    }

    private static void Clients(StringBuilder text, CampaignResult result)
    {
        Line(text, $"## Clients");
        Line(text, $"");
        Line(text, $"| | calls | not done | p50 ms | p99 ms | worst ms |");
        Line(text, $"|---|---|---|---|---|---|");
        Calls(text, "predictions before the first fault", result.Steady);
        Calls(text, "predictions of the whole run", result.Predictions);
        Calls(text, "batches of observations, those that were sent again included", result.Observations);
        Line(text, $"");
        Line(text, $"Why calls were not done:");
        Line(text, $"");
        foreach (var (reason, count) in result.Predictions.Reasons.Concat(result.Observations.Reasons).OrderByDescending(pair => pair.Value).Take(20))
        {
            Line(text, $"* {count} x `{reason.Replace('`', '\'').ReplaceLineEndings(" ")}`");
        }
    }

    private static void Calls(StringBuilder text, string name, CallFigures calls) =>
        Line(text, $"| {name} | {calls.Count} | {calls.Failed} | {calls.P50.TotalMilliseconds:F1} | {calls.P99.TotalMilliseconds:F1} | {calls.Worst.TotalMilliseconds:F0} |");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
