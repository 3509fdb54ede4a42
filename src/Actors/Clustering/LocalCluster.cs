using Berlin.Actors.Calls;

namespace Berlin.Actors.Clustering;

/// <summary>The membership of the silos in one process: one by itself, or those of a test cluster.</summary>
internal sealed class LocalCluster
{
    private readonly Lock _gate = new();
    private long _generations;
    private volatile ClusterView _view = ClusterView.Empty;

    /// <summary>Runs after each change, on the thread that made it.</summary>
    public event Action? Changed;

    public ClusterView View => _view;

    public SiloMember Join(string name, ICallRouter arrivals)
    {
        SiloMember member;
        lock (_gate)
        {
            member = new SiloMember(name, ++_generations, arrivals);
            _view = _view.With(member);
        }

        Changed?.Invoke();
        return member;
    }

    /// <summary>The silo owns nothing any more; it still answers what it has begun.</summary>
    public void Leave(SiloMember member)
    {
        lock (_gate)
        {
            if (!_view.Contains(member))
            {
                return;
            }

            _view = _view.Without(member);
        }

        Changed?.Invoke();
    }

    /// <summary>The silo is gone at once, with all that it had begun.</summary>
    public void Kill(SiloMember member)
    {
        member.Die();
        Leave(member);
    }
}
