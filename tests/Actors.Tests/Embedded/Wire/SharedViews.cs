using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>The views of silos whose membership a test, or a benchmark, holds in its hands.</summary>
internal sealed class SharedViews : IClusterViews
{
    private readonly Lock _gate = new();
    private ClusterView _current = ClusterView.Empty;

    public event Action? Changed;

    public ClusterView Current => Volatile.Read(ref _current);

    public Task RefreshAsync(long version) => Task.CompletedTask;

    public SiloIdentity Join(string name, long generation, string endpoint, SiloStatus status = SiloStatus.Active)
    {
        var identity = new SiloIdentity(name, generation);
        Change(view => view.With(new SiloMember(identity, endpoint, null, status, DateTimeOffset.UnixEpoch, SiloDescription.NoMetadata)));
        return identity;
    }

    public void Change(Func<ClusterView, ClusterView> change)
    {
        lock (_gate)
        {
            _current = change(_current);
        }

        Changed?.Invoke();
    }
}
