namespace Berlin.Actors.CodeGeneration;

/// <summary>A call with a result.</summary>
/// <typeparam name="TResult">Type of the result; <see cref="Nothing"/> where there is none.</typeparam>
public abstract class Invocation<TResult> : Invocation
{
    // The caller goes on elsewhere, never inside the turn that answers it.
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected Invocation(GrainMethod method, bool isCancellable)
        : base(method, isCancellable)
    {
    }

    internal Task<TResult> Answer => _answer.Task;

    internal sealed override bool IsSettled => _answer.Task.IsCompleted;

    internal sealed override bool TryFail(Exception reason)
    {
        if (!_answer.TrySetException(reason))
        {
            return false;
        }

        OnAnswered(reason);
        OnSettled();
        return true;
    }

    /// <summary>Isolates the result from the grain; overridden where its type is not immutable.</summary>
    /// <param name="result">What the grain returned.</param>
    protected virtual TResult CopyResult(TResult result) => result;

    /// <summary>Runs once, when the call is settled.</summary>
    private protected virtual void OnAnswered(Exception? failure)
    {
    }

    private protected void Settle(TResult result)
    {
        if (!IsSettled && _answer.TrySetResult(CopyResult(result)))
        {
            OnAnswered(failure: null);
            OnSettled();
        }
    }

    private protected sealed override void SettleBoxed(object? result)
    {
        if (result is TResult typed)
        {
            Settle(typed);
        }
        else if (default(TResult) is null || typeof(TResult) == typeof(Nothing))
        {
            Settle(default!);
        }
        else
        {
            TryFail(new InvalidOperationException($"A call filter left {result?.GetType().ToString() ?? "null"} as the result of {Method}, which returns {typeof(TResult)}."));
        }
    }

    private protected static InvalidOperationException NoTask(GrainMethod method) =>
        new($"{method} returned null in place of a task.");
}
