using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>A removal that waits in a trainer. It takes its turn alone: nothing is appended while the learner is rebuilt.</summary>
internal sealed class WaitingRemoval(RemovalSelection selection) : WaitingWrite
{
    private readonly TaskCompletionSource<RemoveResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RemovalSelection Selection { get; } = selection;

    public Task<RemoveResult> Completion => _completion.Task;

    public override int RowCount => 0;

    public void Complete(RemoveResult result) => _completion.TrySetResult(result);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
