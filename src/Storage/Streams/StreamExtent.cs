namespace Berlin.Storage.Streams;

/// <summary>How much a stream holds: what a bound on its size or age is compared with.</summary>
/// <param name="Observations">Its observations; corrections do not count.</param>
/// <param name="OldestAt">Time of the one that happened first; null where there is none.</param>
public sealed record StreamExtent(long Observations, DateTimeOffset? OldestAt);
