using Berlin.Actors.Wire;

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
        if (Travel is { HasArrived: true } travel)
        {
            // Nobody awaits it here: its answer goes by wire, and the failure counts as seen.
            _ = _answer.Task.Exception;
            travel.Answer(this, reason);
        }

        return true;
    }

    /// <summary>Isolates the result from the grain; overridden where its type is not immutable.</summary>
    /// <param name="result">What the grain returned.</param>
    protected virtual TResult CopyResult(TResult result) => result;

    /// <summary>Writes the result; overridden where there is one.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="result">The result.</param>
    protected virtual void WriteResult(WireWriter writer, TResult result)
    {
    }

    /// <summary>Reads what <see cref="WriteResult"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    protected virtual TResult ReadResult(ref WireReader reader) => default!;

    internal void EncodeResult(WireWriter writer, TResult result) => WriteResult(writer, result);

    internal sealed override void SettleFrom(ref WireReader reader)
    {
        var result = ReadResult(ref reader);
        if (!reader.IsAtEnd)
        {
            throw WireReader.Damaged($"bytes follow the result of {Method}");
        }

        Settle(result, isIsolated: true);
    }

    /// <summary>Runs once, when the call is settled.</summary>
    private protected virtual void OnAnswered(Exception? failure)
    {
    }

    private protected void Settle(TResult result) => Settle(result, isIsolated: Travel is { HasArrived: true });

    /// <summary>Settles the call, unless it is settled. What comes from the wire, or goes by it, need not be copied.</summary>
    private void Settle(TResult result, bool isIsolated)
    {
        if (!IsSettled && _answer.TrySetResult(isIsolated ? result : CopyResult(result)))
        {
            OnAnswered(failure: null);
            OnSettled();
            if (Travel is { HasArrived: true } travel)
            {
                travel.Answer(this, result);
            }
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
