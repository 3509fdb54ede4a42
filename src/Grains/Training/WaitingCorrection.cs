namespace Berlin.Grains.Training;

/// <summary>A correction that waits in a trainer.</summary>
internal sealed class WaitingCorrection(Correction correction) : WaitingAppend
{
    private readonly TaskCompletionSource<CorrectResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _previousTarget;

    public Correction Correction { get; } = correction;

    public Task<CorrectResult> Completion => _completion.Task;

    public override int RowCount => 1;

    public override IEnumerable<string> Ids => [Correction.Id];

    /// <summary>The plan has found the observation; its target until now.</summary>
    public void Found(string previousTarget) => _previousTarget = previousTarget;

    public override void Complete(long sequence)
    {
        if (_previousTarget is not null)
        {
            _completion.TrySetResult(new CorrectResult { PreviousTarget = _previousTarget, Sequence = sequence });
        }
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
