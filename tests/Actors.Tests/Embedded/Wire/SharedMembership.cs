using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>One silo's part in <see cref="SharedViews"/>: it joins and leaves there, and nothing ever parts it from them.</summary>
internal sealed class SharedMembership(SharedViews views, string name, long generation) : IClusterMembership
{
    public event Action? Changed
    {
        add => views.Changed += value;
        remove => views.Changed -= value;
    }

    public event Action? Died
    {
        add { }
        remove { }
    }

    public SiloIdentity? Me { get; private set; }

    public bool MayOwn => true;

    public ClusterView Current => views.Current;

    public Task RefreshAsync(long version) => views.RefreshAsync(version);

    public Task JoinAsync(string endpoint, CancellationToken cancellationToken)
    {
        Me = views.Join(name, generation, endpoint, SiloStatus.Joining);
        return Task.CompletedTask;
    }

    public Task ActivateAsync(CancellationToken cancellationToken) => SetAsync(SiloStatus.Active);

    public Task BeginLeavingAsync(CancellationToken cancellationToken) => SetAsync(SiloStatus.Leaving);

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        Abandon();
        return Task.CompletedTask;
    }

    public void Abandon() => views.Change(view => view.Without(Me!));

    private Task SetAsync(SiloStatus status)
    {
        views.Change(view => view.With(view.Find(Me!)! with { Status = status }));
        return Task.CompletedTask;
    }
}
