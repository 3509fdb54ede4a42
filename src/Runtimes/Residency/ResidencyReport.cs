namespace Berlin.Runtimes.Residency;

/// <summary>What a silo holds in memory, and what it took.</summary>
/// <param name="BudgetBytes">Most memory of loaded versions.</param>
/// <param name="ResidentBytes">Memory of those loaded now; also of those that are to go and still answer.</param>
/// <param name="Versions">Versions loaded now.</param>
/// <param name="Loading">Versions that are loaded at the moment, or wait for it.</param>
/// <param name="Loads">Loads that succeeded, since the start.</param>
/// <param name="Failures">Loads that did not.</param>
/// <param name="Evictions">Versions that had to go for others.</param>
/// <param name="Turnaways">Requests that were refused because too many others waited, or nothing could go.</param>
/// <param name="LoadTime">How long loads took, from the first request to the answer.</param>
/// <param name="AgeAtEviction">How long versions had been loaded when they had to go.</param>
public sealed record ResidencyReport(
    long BudgetBytes,
    long ResidentBytes,
    int Versions,
    int Loading,
    long Loads,
    long Failures,
    long Evictions,
    long Turnaways,
    DurationSummary LoadTime,
    DurationSummary AgeAtEviction);
