namespace Berlin.Grains.Training;

/// <summary>Observations that wait in a trainer, and the outcome of each as it becomes known.</summary>
internal sealed class WaitingObservations(Observation[] observations) : WaitingAppend
{
    private readonly TaskCompletionSource<ObserveResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RejectedObservation> _rejected = [];
    private int _accepted;
    private int _duplicates;

    public Observation[] Observations { get; } = observations;

    public Task<ObserveResult> Completion => _completion.Task;

    public override int RowCount => Observations.Length;

    public override IEnumerable<string> Ids => Observations.Select(observation => observation.Id);

    public void Accept() => _accepted++;

    public void Duplicate() => _duplicates++;

    public void Reject(Observation observation, string code, string error) =>
        _rejected.Add(new RejectedObservation { Index = observation.Index, Code = code, Error = error });

    public override void Complete(long sequence) => _completion.TrySetResult(new ObserveResult
    {
        Accepted = _accepted,
        Duplicates = _duplicates,
        Rejected = [.. _rejected],
        Sequence = sequence,
    });

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
