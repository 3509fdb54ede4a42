namespace Berlin.Actors.CodeGeneration;

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
/// <param name="method">What is called.</param>
/// <param name="isCancellable">Whether it takes a cancellation token.</param>
public abstract class ValueTaskInvocation(GrainMethod method, bool isCancellable) : Invocation<Nothing>(method, isCancellable)
{
    /// <summary>Calls the method with the arguments.</summary>
    /// <param name="grain">The grain.</param>
    protected abstract ValueTask InvokeMethod(object grain);

    internal sealed override async Task<object?> InvokeBoxedAsync(object grain)
    {
        await InvokeMethod(grain);
        return null;
    }

    private protected sealed override Task? InvokeGrain(object grain)
    {
        var task = InvokeMethod(grain);
        if (!task.IsCompletedSuccessfully)
        {
            return task.AsTask();
        }

        task.GetAwaiter().GetResult();
        Settle(default);
        return null;
    }

    private protected sealed override void SettleFrom(Task completed) => Settle(default);
}
