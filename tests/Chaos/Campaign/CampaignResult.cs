using Berlin.Chaos.Load;
using Berlin.Chaos.Oracle;

namespace Berlin.Chaos.Campaign;

/// <summary>What a campaign found.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Load">What clients asked.</param>
/// <param name="HasNamespaces">Whether packets could be dropped.</param>
/// <param name="Steady">Predictions before the first fault.</param>
/// <param name="Faults">The faults in their order.</param>
/// <param name="Missing">Faults that could not be made here, and why.</param>
/// <param name="Failure">What ended it before its time: the cluster did not become whole again; else null.</param>
/// <param name="Verdict">The oracle's last word.</param>
/// <param name="Predictions">Predictions of the whole run.</param>
/// <param name="Observations">Batches of observations of the whole run.</param>
/// <param name="Length">How long it was.</param>
internal sealed record CampaignResult(
    CampaignOptions Options,
    LoadShape Load,
    bool HasNamespaces,
    CallFigures Steady,
    IReadOnlyList<FaultResult> Faults,
    IReadOnlyDictionary<string, string> Missing,
    string? Failure,
    OracleVerdict Verdict,
    CallFigures Predictions,
    CallFigures Observations,
    TimeSpan Length)
{
    public bool IsClean => Failure is null && Verdict.IsClean && Faults.All(fault => fault.IsClean);
}
