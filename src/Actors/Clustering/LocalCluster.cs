namespace Berlin.Actors.Clustering;

/// <summary>The views of the silos in one process: one by itself, or those of a test cluster. Every silo and client sees a change at once.</summary>
internal sealed class LocalCluster(TimeProvider time) : IClusterViews
{
    private readonly Lock _gate = new();
    private long _generations;
    private volatile ClusterView _current = ClusterView.Empty;

    /// <summary>Runs after each change, on the thread that made it.</summary>
    public event Action? Changed;

    public ClusterView Current => _current;

    public Task RefreshAsync(long version) => Task.CompletedTask;

    /// <summary>A silo takes part; in one process it is active at once.</summary>
    /// <exception cref="InvalidOperationException">A silo of this name takes part already.</exception>
    public SiloIdentity Join(string name)
    {
        SiloIdentity identity;
        lock (_gate)
        {
            if (_current.Members.Any(member => member.Name == name))
            {
                throw new InvalidOperationException($"There is a silo '{name}' in this process already.");
            }

            identity = new SiloIdentity(name, ++_generations);
            _current = _current.With(new SiloMember(identity, string.Empty, null, SiloStatus.Active, time.GetUtcNow(), SiloDescription.NoMetadata));
        }

        Changed?.Invoke();
        return identity;
    }

    /// <summary>The silo owns nothing any more; it still answers what it has begun.</summary>
    public void BeginLeaving(SiloIdentity identity) => Change(
        identity, member => _current.With(member with { Status = SiloStatus.Leaving, Since = time.GetUtcNow() }));

    /// <summary>The silo is gone.</summary>
    public void Remove(SiloIdentity identity) => Change(identity, member => _current.Without(member.Identity));

    private void Change(SiloIdentity identity, Func<SiloMember, ClusterView> change)
    {
        lock (_gate)
        {
            if (_current.Find(identity) is not { } member)
            {
                return;
            }

            _current = change(member);
        }

        Changed?.Invoke();
    }
}
