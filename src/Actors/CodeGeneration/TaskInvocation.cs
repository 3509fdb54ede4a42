namespace Berlin.Actors.CodeGeneration;

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
/// <param name="method">What is called.</param>
/// <param name="isCancellable">Whether it takes a cancellation token.</param>
public abstract class TaskInvocation(GrainMethod method, bool isCancellable) : Invocation<Nothing>(method, isCancellable)
{
    /// <summary>Calls the method with the arguments.</summary>
    /// <param name="grain">The grain.</param>
    protected abstract Task InvokeMethod(object grain);

    internal sealed override async Task<object?> InvokeBoxedAsync(object grain)
    {
        await InvokeMethod(grain);
        return null;
    }

    private protected sealed override Task? InvokeGrain(object grain)
    {
        var task = InvokeMethod(grain) ?? throw NoTask(Method);
        if (!task.IsCompletedSuccessfully)
        {
            return task;
        }

        Settle(default);
        return null;
    }

    private protected sealed override void SettleFrom(Task completed) => Settle(default);
}
