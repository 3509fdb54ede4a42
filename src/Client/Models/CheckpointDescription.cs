namespace Berlin.Client;

/// <summary>A stored state of the learner.</summary>
/// <param name="Sequence">Last observation that it has absorbed.</param>
/// <param name="SizeBytes">Size of the stored state.</param>
/// <param name="At">When it was published.</param>
public sealed record CheckpointDescription(long Sequence, long SizeBytes, DateTimeOffset At);
