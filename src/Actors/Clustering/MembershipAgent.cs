using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>
/// How a silo keeps its place in the cluster: when it joins, renews, declares others dead, reads a view, leaves. It decides; whoever
/// drives it asks the table what <see cref="Next"/> wants asked and reports what came of it.
/// </summary>
/// <remarks>
/// It has no thread and starts no timer, so that the simulation drives the very code that runs in production. One call to the table is
/// on its way at a time. Wishes come from any thread; <see cref="Next"/> and the reports from one driver. Events run on the
/// driver's thread, holding no lock.
/// </remarks>
internal sealed class MembershipAgent
{
    private readonly Lock _gate = new();
    private readonly MembershipOptions _options;
    private readonly TimeProvider _time;
    private readonly SiloLease _lease;
    private readonly TimeSpan _retryAfter;
    private volatile ClusterView _current = ClusterView.Empty;
    private volatile SiloIdentity? _me;
    private volatile SiloStage _stage;
    private bool _isTableAway;
    private SiloDescription? _description;
    private SiloStage _goal;
    private MembershipCall? _underWay;
    private long _heard;
    private long _readFor;
    private long _renewAt;
    private long _declareAt;
    private long _notBefore;

    public MembershipAgent(MembershipOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _lease = new SiloLease(options, time.TimestampFrequency);
        _retryAfter = options.RenewalPeriod / 4;
        _notBefore = time.GetTimestamp();
    }

    /// <summary>Something may have to be asked earlier than the driver expects. On the thread that wished it.</summary>
    public event Action? Woken;

    /// <summary>The view is another.</summary>
    public event Action? Changed;

    /// <summary>The cluster holds the silo for dead.</summary>
    public event Action? Died;

    /// <summary>A call to the table has ended, whatever came of it, or none will be made any more.</summary>
    public event Action? Progressed;

    public ClusterView Current => _current;

    public SiloIdentity? Me => _me;

    public SiloStage Stage => _stage;

    /// <summary>Why the table will never take this silo; null where it has not said so.</summary>
    public OrleansConfigurationException? Refusal { get; private set; }

    /// <summary>Whether the silo may answer for what it owns, now.</summary>
    public bool MayOwn => _lease.MayOwn(_time.GetTimestamp());

    /// <summary>How long after a change the others know of it at the latest: silos from their next renewal, clients from their next look.</summary>
    public TimeSpan ViewsSpreadWithin => _options.PollPeriod > _options.RenewalPeriod ? _options.PollPeriod : _options.RenewalPeriod;

    /// <summary>Time since the last successful renewal was sent; null where there is no lease.</summary>
    public TimeSpan? LeaseAge => _lease.RenewedAt is { } renewedAt ? _time.GetElapsedTime(renewedAt) : null;

    /// <summary>The silo shall join.</summary>
    public void Join(SiloDescription description)
    {
        lock (_gate)
        {
            _description = description;
        }

        Pursue(SiloStage.Joined);
    }

    /// <summary>The silo shall come as far as a stage of its life.</summary>
    public void Pursue(SiloStage goal)
    {
        lock (_gate)
        {
            _goal = goal > _goal ? goal : _goal;
        }

        Woken?.Invoke();
    }

    /// <summary>Somebody says that there is a view of this version.</summary>
    public void Hear(long version)
    {
        lock (_gate)
        {
            if (version <= _heard || version <= _current.Version)
            {
                return;
            }

            _heard = version;
        }

        Woken?.Invoke();
    }

    /// <summary>Whether waiting for a view of this version is no use any more: it is known, nobody has it, or it cannot be had now.</summary>
    public bool HasLookedFor(long version)
    {
        lock (_gate)
        {
            return _isTableAway || _heard < version || _current.Version >= version || _stage is not (SiloStage.Joined or SiloStage.Active or SiloStage.Leaving);
        }
    }

    /// <summary>What to ask the table now; null where there is nothing to ask before the wait is over or <see cref="Woken"/>.</summary>
    /// <exception cref="InvalidOperationException">The last call is still under way.</exception>
    public MembershipCall? Next(out TimeSpan wait)
    {
        lock (_gate)
        {
            if (_underWay is not null)
            {
                throw new InvalidOperationException($"{_underWay.Request} is still under way.");
            }

            var now = _time.GetTimestamp();
            wait = Until(_notBefore, now);
            if (wait > TimeSpan.Zero || Choose(now, out wait) is not { } request)
            {
                return null;
            }

            OnSending(request, now);
            return _underWay = new MembershipCall(request, _me, request == MembershipRequest.Join ? _description : null);
        }
    }

    /// <summary>The table has answered. An answer to a call that has been given up is dropped.</summary>
    public void OnAnswer(MembershipCall call, MembershipAnswer answer)
    {
        bool hasDied, hasChanged;
        lock (_gate)
        {
            if (!ReferenceEquals(call, _underWay))
            {
                return;
            }

            _underWay = null;
            _isTableAway = false;
            var before = _current;
            hasDied = !Take(call.Request, answer);
            hasChanged = !ReferenceEquals(before, _current);
        }

        if (hasDied)
        {
            Died?.Invoke();
        }

        if (hasChanged)
        {
            Changed?.Invoke();
        }

        Progressed?.Invoke();
    }

    /// <summary>The table has not answered; it is asked again after a pause.</summary>
    public void OnFailure(MembershipCall call)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(call, _underWay))
            {
                return;
            }

            var now = _time.GetTimestamp();
            _underWay = null;
            _isTableAway = true;
            _notBefore = After(_retryAfter, now);
            if (call.Request == MembershipRequest.Renew)
            {
                _renewAt = now;
            }
        }

        Progressed?.Invoke();
    }

    /// <summary>The table will never take this silo.</summary>
    public void OnRefusal(OrleansConfigurationException reason)
    {
        Refusal = reason;
        Abandon();
    }

    /// <summary>Asks no more, and tells nobody: as if the process had died.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _underWay = null;
            _stage = _stage == SiloStage.Dead ? SiloStage.Dead : SiloStage.Left;
        }

        Woken?.Invoke();
        Progressed?.Invoke();
    }

    private MembershipRequest? Choose(long now, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        switch (_stage)
        {
            case SiloStage.Dead or SiloStage.Left:
                return null;
            case SiloStage.Outside:
                return _goal >= SiloStage.Joined && _description is not null ? MembershipRequest.Join : null;
        }

        if (now >= _renewAt)
        {
            return MembershipRequest.Renew;
        }

        if (_goal == SiloStage.Left)
        {
            return MembershipRequest.Leave;
        }

        if (_stage == SiloStage.Joined && _goal == SiloStage.Active)
        {
            return MembershipRequest.Activate;
        }

        if (_stage < SiloStage.Leaving && _goal == SiloStage.Leaving)
        {
            return MembershipRequest.BeginLeaving;
        }

        if (_heard > _current.Version)
        {
            return MembershipRequest.Read;
        }

        if (now >= _declareAt)
        {
            _declareAt = After(_options.DeclarationPeriod, now);
            if (_lease.MayDeclare(now))
            {
                return MembershipRequest.DeclareDead;
            }
        }

        wait = Until(Math.Min(_renewAt, _declareAt), now);
        return null;
    }

    private void OnSending(MembershipRequest request, long now)
    {
        switch (request)
        {
            case MembershipRequest.Join or MembershipRequest.Renew:
                _lease.OnRenewalSent(now);
                _renewAt = After(_options.RenewalPeriod, now);
                break;
            case MembershipRequest.Read:
                _readFor = _heard;
                break;
        }
    }

    /// <summary>Learns from an answer. Returns whether the silo is alive, or was known to be dead before.</summary>
    private bool Take(MembershipRequest request, MembershipAnswer answer)
    {
        switch (request)
        {
            case MembershipRequest.Join:
                _me = answer.Joined;
                _stage = SiloStage.Joined;
                _lease.OnRenewed();
                break;
            case MembershipRequest.Renew when answer.IsAlive:
                _lease.OnRenewed();
                break;
            case MembershipRequest.Activate when answer.IsAlive:
                _stage = SiloStage.Active;
                break;
            case MembershipRequest.BeginLeaving when answer.IsAlive:
                _stage = SiloStage.Leaving;
                break;
            case MembershipRequest.Leave:
                _stage = SiloStage.Left;
                return true;
            case MembershipRequest.DeclareDead when answer.HasDeclared:
                _heard = Math.Max(_heard, _current.Version + 1);
                break;
            case MembershipRequest.Read when answer.View!.Version < _readFor && _heard == _readFor:
                // Who spoke of that version was wrong.
                _heard = answer.View.Version;
                break;
        }

        _heard = Math.Max(_heard, answer.ViewVersion);
        if (answer.View is { } view && view.Version > _current.Version)
        {
            _current = view;
        }

#if PLANTED_BUGS
        if (PlantedBugs.Is(PlantedBug.DeathUnnoticed)) { return true; }
#endif
        if (answer.IsAlive && _current.Contains(_me!))
        {
            return true;
        }

        _stage = SiloStage.Dead;
        _lease.OnDead();
        return false;
    }

    private long After(TimeSpan span, long now) => now + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private TimeSpan Until(long timestamp, long now) => timestamp <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, timestamp);
}
