using System.Collections.Concurrent;

namespace Berlin.Actors.Tests.Grains;

public interface ILifecycleGrain : IGrainWithStringKey
{
    /// <summary>A number that every activation has of its own.</summary>
    Task<int> ActivationAsync();

    Task<int> EndAsync();

    Task<int> EndBehindAsync(string gate);

    Task DelayAsync(TimeSpan span);

    Task<string> IdentityAsync();

    Task<int> CallOtherAsync(string other);
}

/// <summary>What tests tell the life cycle grains of the same process, and what those tell back.</summary>
public static class Lives
{
    private static readonly ConcurrentDictionary<string, Life> s_lives = new();

    public static Life Of(string key) => s_lives.GetOrAdd(key, static _ => new Life());
}

public sealed class Life
{
    private readonly TaskCompletionSource<DeactivationReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _activations;

    public int Activations => _activations;

    /// <summary>What <c>OnActivateAsync</c> throws, while set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Where <c>OnDeactivateAsync</c> waits, if set.</summary>
    public string? EndGate { get; set; }

    /// <summary>Completes when an activation has run <c>OnDeactivateAsync</c>.</summary>
    public Task<DeactivationReason> Ended => _ended.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public int Begin() => Interlocked.Increment(ref _activations);

    public void End(DeactivationReason reason) => _ended.TrySetResult(reason);
}

public class LifecycleGrain : Grain, ILifecycleGrain
{
    private int _activation;

    private Life Life => Lives.Of(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _activation = Life.Begin();
        if (Life.Failure is { } failure)
        {
            throw failure;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (Life.EndGate is { } gate)
        {
            await Gates.Of(gate).PassAsync();
        }

        Life.End(reason);
    }

    public Task<int> ActivationAsync() => Task.FromResult(_activation);

    public Task<int> EndAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public async Task<int> EndBehindAsync(string gate)
    {
        DeactivateOnIdle();
        await Gates.Of(gate).PassAsync();
        return _activation;
    }

    public Task DelayAsync(TimeSpan span)
    {
        DelayDeactivation(span);
        return Task.CompletedTask;
    }

    public Task<string> IdentityAsync() => Task.FromResult(this.GetGrainId().ToString());

    public Task<int> CallOtherAsync(string other) => GrainFactory.GetGrain<ILifecycleGrain>(other).ActivationAsync();
}
