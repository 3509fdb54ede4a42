using System.Collections.Immutable;

namespace Berlin.Actors.Clustering;

/// <summary>A membership table in memory, for silos of one process: tests, and the simulation.</summary>
/// <param name="clock">The table's own clock, which is nobody else's.</param>
/// <param name="options">How long leases are.</param>
internal sealed class InMemoryMembershipTable(TimeProvider clock, MembershipOptions options) : IMembershipTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloIdentity, DateTimeOffset> _leases = [];
    private ClusterView _view = ClusterView.Empty;
    private long _generations;

    /// <summary>Tells the version of each new view, as the database's notifications do; on the thread that made the change, holding no lock.</summary>
    public event Action<long>? Notified;

    /// <summary>Whether nobody can reach the table.</summary>
    public bool IsAway { get; set; }

    public JoinResult Join(SiloDescription silo) => Change(view =>
    {
        var identity = new SiloIdentity(silo.Name, ++_generations);
        var others = view.Members.RemoveAll(member => member.Name == silo.Name);
        foreach (var older in view.Members.Except(others))
        {
            _leases.Remove(older.Identity);
        }

        _leases[identity] = clock.GetUtcNow() + options.LeaseDuration;
        var member = new SiloMember(identity, silo.Endpoint, silo.HttpUrl, SiloStatus.Joining, clock.GetUtcNow(), silo.Metadata);
        var joined = new ClusterView(view.Version + 1, others.Add(member));
        return (joined, new JoinResult(identity, joined));
    });

    public ChangeResult Activate(SiloIdentity silo) => Move(silo, SiloStatus.Joining, SiloStatus.Active);

    public RenewalResult Renew(SiloIdentity silo)
    {
        lock (_gate)
        {
            RequireHere();
            if (!_leases.ContainsKey(silo))
            {
                return new RenewalResult(IsAlive: false, _view.Version);
            }

            _leases[silo] = clock.GetUtcNow() + options.LeaseDuration;
            return new RenewalResult(IsAlive: true, _view.Version);
        }
    }

    public ChangeResult BeginLeaving(SiloIdentity silo) => Move(silo, SiloStatus.Leaving, SiloStatus.Leaving);

    public void Leave(SiloIdentity silo) => Change(view =>
        (_leases.Remove(silo) ? view.Without(silo) : view, silo));

    public ImmutableArray<SiloIdentity> DeclareDead(SiloIdentity by) => Change(view =>
    {
        var now = clock.GetUtcNow();
        if (!_leases.TryGetValue(by, out var own) || own <= now)
        {
            return (view, ImmutableArray<SiloIdentity>.Empty);
        }

        ImmutableArray<SiloIdentity> dead = [.. view.Members.Select(member => member.Identity).Where(silo => _leases[silo] <= now)];
        if (dead.IsEmpty)
        {
            return (view, dead);
        }

        foreach (var silo in dead)
        {
            _leases.Remove(silo);
        }

        return (new ClusterView(view.Version + 1, view.Members.RemoveAll(member => dead.Contains(member.Identity))), dead);
    });

    public ClusterView Read()
    {
        lock (_gate)
        {
            RequireHere();
            return _view;
        }
    }

    public void Dispose()
    {
        // Silos share it.
    }

    private ChangeResult Move(SiloIdentity silo, SiloStatus lastBefore, SiloStatus after) => Change(view =>
    {
        if (view.Find(silo) is not { } member)
        {
            return (view, new ChangeResult(IsAlive: false, view));
        }

        var changed = member.Status < after && member.Status <= lastBefore
            ? view.With(member with { Status = after, Since = clock.GetUtcNow() })
            : view;
        return (changed, new ChangeResult(IsAlive: true, changed));
    });

    private TResult Change<TResult>(Func<ClusterView, (ClusterView View, TResult Result)> change)
    {
        long? changed;
        TResult result;
        lock (_gate)
        {
            RequireHere();
            var before = _view;
            (_view, result) = change(before);
            changed = _view.Version > before.Version ? _view.Version : null;
        }

        if (changed is { } version)
        {
            Notified?.Invoke(version);
        }

        return result;
    }

    private void RequireHere()
    {
        if (IsAway)
        {
            throw new MembershipTableException();
        }
    }
}
