using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>The part of a silo in a cluster with a membership table: what its <see cref="MembershipAgent"/> has reached, for those who wait for it.</summary>
internal sealed class AgentMembership : IClusterMembership
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private readonly MembershipAgent _agent;
    private readonly Func<string, SiloDescription> _describe;
    private readonly Action<Action> _dispatch;

    /// <summary>Makes the part.</summary>
    /// <param name="agent">Decides; somebody drives it.</param>
    /// <param name="describe">What the silo tells about itself, given where it is reached.</param>
    /// <param name="dispatch">Runs the handlers of <see cref="Changed"/> and ends waits, so that what follows does not hold up the next renewal.</param>
    public AgentMembership(MembershipAgent agent, Func<string, SiloDescription> describe, Action<Action> dispatch)
    {
        _agent = agent;
        _describe = describe;
        _dispatch = dispatch;
        agent.Progressed += EndWaiting;
        agent.Changed += () => dispatch(() => Changed?.Invoke());
    }

    public event Action? Changed;

    public event Action? Died
    {
        add => _agent.Died += value;
        remove => _agent.Died -= value;
    }

    public ClusterView Current => _agent.Current;

    public SiloIdentity? Me => _agent.Me;

    public bool MayOwn => _agent.MayOwn;

    public TimeSpan ViewsSpreadWithin => _agent.ViewsSpreadWithin;

    public Task RefreshAsync(long version)
    {
        _agent.Hear(version);
        return WaitAsync(() => _agent.HasLookedFor(version), CancellationToken.None);
    }

    public async Task JoinAsync(string endpoint, CancellationToken cancellationToken)
    {
        _agent.Join(_describe(endpoint));
        await ReachAsync(SiloStage.Joined, cancellationToken);
    }

    public async Task ActivateAsync(CancellationToken cancellationToken)
    {
        _agent.Pursue(SiloStage.Active);
        await ReachAsync(SiloStage.Active, cancellationToken);
    }

    public Task BeginLeavingAsync(CancellationToken cancellationToken)
    {
        _agent.Pursue(SiloStage.Leaving);
        return WaitAsync(() => _agent.Stage >= SiloStage.Leaving, cancellationToken);
    }

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        _agent.Pursue(SiloStage.Left);
        return WaitAsync(() => _agent.Stage >= SiloStage.Left, cancellationToken);
    }

    public void Abandon() => _agent.Abandon();

    private async Task ReachAsync(SiloStage stage, CancellationToken cancellationToken)
    {
        await WaitAsync(() => _agent.Stage >= stage, cancellationToken);
        if (_agent.Refusal is { } refusal)
        {
            throw new OrleansConfigurationException(refusal.Message, refusal);
        }

        if (_agent.Stage == SiloStage.Dead)
        {
            throw new SiloUnavailableException($"Silo {_agent.Me} was declared dead while it started.");
        }
    }

    private Task WaitAsync(Func<bool> isOver, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(isOver, new TaskCompletionSource());
        lock (_gate)
        {
            _waiters.Add(waiter);
        }

        EndWaiting();
        return waiter.Over.Task.WaitAsync(cancellationToken);
    }

    private void EndWaiting()
    {
        Waiter[] over;
        lock (_gate)
        {
            over = [.. _waiters.Where(waiter => waiter.IsOver())];
            foreach (var waiter in over)
            {
                _waiters.Remove(waiter);
            }
        }

        if (over.Length > 0)
        {
            _dispatch(() => Array.ForEach(over, static waiter => waiter.Over.TrySetResult()));
        }
    }

    private sealed record Waiter(Func<bool> IsOver, TaskCompletionSource Over);
}
