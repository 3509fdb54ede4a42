namespace Berlin.Actors.CodeGeneration;

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>.</summary>
/// <typeparam name="TResult">Type of the result.</typeparam>
/// <param name="method">What is called.</param>
/// <param name="isCancellable">Whether it takes a cancellation token.</param>
public abstract class ValueTaskInvocation<TResult>(GrainMethod method, bool isCancellable) : Invocation<TResult>(method, isCancellable)
{
    /// <summary>Calls the method with the arguments.</summary>
    /// <param name="grain">The grain.</param>
    protected abstract ValueTask<TResult> InvokeMethod(object grain);

    internal sealed override async Task<object?> InvokeBoxedAsync(object grain) => await InvokeMethod(grain);

    private protected sealed override Task? InvokeGrain(object grain)
    {
        var task = InvokeMethod(grain);
        if (!task.IsCompletedSuccessfully)
        {
            return task.AsTask();
        }

        Settle(task.Result);
        return null;
    }

    private protected sealed override void SettleFrom(Task completed) => Settle(((Task<TResult>)completed).Result);
}
