namespace Berlin.Chaos.Campaign;

/// <summary>The parsed command line of a campaign.</summary>
/// <param name="Length">How long faults are made.</param>
/// <param name="Seed">Decides which faults in which order, and what each draws.</param>
/// <param name="Faults">Names of faults; none = all the usual ones and a crash at each point.</param>
/// <param name="Count">Most faults.</param>
/// <param name="Report">File that the report is written to; null = none.</param>
/// <param name="KeepsLogs">Whether the logs of the processes and the file of all calls stay when nothing was found.</param>
internal sealed record CampaignOptions(TimeSpan Length, int Seed, IReadOnlyCollection<string> Faults, int Count, string? Report, bool KeepsLogs);
