namespace Berlin.Storage.Streams;

/// <summary>What a stream holds of one entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Observations">Its observations, from 1; corrections do not count.</param>
/// <param name="LastSequence">Sequence number of its last row, a correction included: how far a follower of it must read.</param>
/// <param name="LastAt">Time of that row.</param>
public sealed record EntitySummary(string Entity, long Observations, long LastSequence, DateTimeOffset LastAt);
