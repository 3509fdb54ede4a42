namespace Berlin.Grains.Training;

/// <summary>One request that waits in a trainer, and the outcome of each of its observations as it becomes known.</summary>
internal sealed class WaitingObservations(Observation[] observations)
{
    private readonly TaskCompletionSource<ObserveResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RejectedObservation> rejected = [];
    private int accepted;
    private int duplicates;

    public Observation[] Observations { get; } = observations;

    public Task<ObserveResult> Completion => completion.Task;

    public void Accept() => accepted++;

    public void Duplicate() => duplicates++;

    public void Reject(Observation observation, string code, string error) =>
        rejected.Add(new RejectedObservation { Index = observation.Index, Code = code, Error = error });

    public void Complete(long sequence) => completion.TrySetResult(new ObserveResult
    {
        Accepted = accepted,
        Duplicates = duplicates,
        Rejected = [.. rejected],
        Sequence = sequence,
    });

    public void Fail(Exception exception) => completion.TrySetException(exception);
}
