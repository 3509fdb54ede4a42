using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
using Berlin.Actors.Turns;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>The activations of one silo. Bounded by idle collection.</summary>
internal sealed class Catalog(GrainManifest manifest) : ICallRouter, ISiloActivations
{
    private readonly ConcurrentDictionary<GrainId, IGrainHome> _homes = new();
    private readonly ConcurrentDictionary<GrainType, GrainClass> _classes = new();
    private SiloServices? _silo;
    private SiloRouter? _router;
    private volatile bool _isLeaving;
    private volatile bool _isStopping;
    private long _moves;

    public int Count => _homes.Count;

    /// <summary>The grains that have their one activation here; stateless workers are everywhere. O(activations).</summary>
    public IEnumerable<GrainId> Owned => _homes.Where(static home => home.Value is Activation).Select(static home => home.Key);

    public long Moves => Interlocked.Read(ref _moves);

    /// <summary>Whether no call begins here any more.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Takes its place in the silo, before any call arrives.</summary>
    public void Start(SiloServices silo, SiloRouter router)
    {
        _silo = silo;
        _router = router;
    }

    /// <summary>Hands a call to its grain, here. A stopping silo hands it on.</summary>
    public void Route(Invocation invocation)
    {
        if (_isStopping)
        {
            // A stopping silo owns nothing, so the router does not come back here.
            _router!.Forward(invocation);
            return;
        }

        // A home that is gone has left the catalog, so the next look finds or makes another.
        while (!_homes.TryGetValue(invocation.Target, out var home) || !home.TryReceive(invocation))
        {
            if (!TryMakeHome(invocation.Target))
            {
                invocation.TryFail(new ArgumentException($"This silo has no class of grain type '{invocation.Target.Type}'."));
                return;
            }
        }
    }

    /// <summary>Brings work that waited at an ended activation to the next one.</summary>
    public void Forward(IWork work)
    {
        if (work is Invocation invocation)
        {
            _router!.Forward(invocation);
        }
    }

    public int CountOf(string grainType) => _homes.Keys.Count(grainId => grainId.Type == GrainType.Create(grainType));

    /// <summary>Nothing of the home is left; it ended for a reason, or could not begin.</summary>
    public void Remove(IGrainHome home, DeactivationReason? reason = null)
    {
        if (_homes.TryRemove(KeyValuePair.Create(home.GrainId, home)) && reason is { ReasonCode: DeactivationReasonCode.Migrating })
        {
            Interlocked.Increment(ref _moves);
        }
    }

    /// <summary>Ends the activations that nobody has called for their class's age. O(activations).</summary>
    public void CollectIdle()
    {
        foreach (var (_, home) in _homes)
        {
            home.CollectIfIdle();
        }
    }

    /// <summary>Ends a share of the activations, those first that were idle longest. O(activations x log).</summary>
    /// <returns>How many were asked.</returns>
    public int ShedOldest(double share)
    {
        var activations = _homes.Values.OfType<Activation>().OrderBy(activation => activation.LastUse).ToArray();
        var count = (int)Math.Ceiling(share * activations.Length);
        foreach (var activation in activations.Take(count))
        {
            activation.ShedIfQuiet();
        }

        return count;
    }

    /// <summary>Ends the activations whose place is on another silo since the view changed. O(activations).</summary>
    public void EndMoved()
    {
        if (_isStopping)
        {
            return;
        }

#if PLANTED_BUGS
        if (PlantedBugs.Is(PlantedBug.MovedGrainsStay)) { return; }
#endif
        foreach (var (grainId, home) in _homes)
        {
            if (home is Activation && _router!.HasMoved(grainId))
            {
                home.Deactivate(Moved());
            }
        }
    }

    public bool IsStatelessWorker(GrainType type) => TryFindClass(type, out var grainClass) && grainClass.IsStatelessWorker;

    /// <summary>The silo is about to own nothing any more: what moves from now on moves because of that.</summary>
    public void BeginLeaving() => _isLeaving = true;

    /// <summary>
    /// The silo owns nothing any more: ends every activation but stateless workers, which answer on. Completes when none is left.
    /// </summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        while (_homes.Values.OfType<Activation>().ToArray() is { Length: > 0 } ending)
        {
            foreach (var activation in ending)
            {
                activation.Deactivate(ShuttingDown(), cancellationToken);
            }

            await Task.WhenAll(ending.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Hands new calls on, lets running ones end, and ends every activation.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        while (!_homes.IsEmpty)
        {
            var ending = _homes.Values.ToArray();
            foreach (var home in ending)
            {
                home.Deactivate(ShuttingDown(), cancellationToken);
            }

            await Task.WhenAll(ending.Select(home => home.Deactivated)).WaitAsync(cancellationToken);
        }
    }

    private DeactivationReason Moved() => _isLeaving
        ? ShuttingDown()
        : new DeactivationReason(DeactivationReasonCode.Migrating, "The grain's place is on another silo now.");

    private static DeactivationReason ShuttingDown() => new(DeactivationReasonCode.ShuttingDown, "The silo stops.");

    private bool TryMakeHome(GrainId grainId)
    {
        if (!TryFindClass(grainId.Type, out var grainClass))
        {
            return false;
        }

        var home = _homes.GetOrAdd(
            grainId,
            static (id, made) => made.grainClass.IsStatelessWorker
                ? new StatelessWorkers(made.grainClass, id, made.catalog)
                : new Activation(made.grainClass, id, made.catalog),
            (grainClass, catalog: this));
        if (_isStopping)
        {
            // StopAsync may have looked before this home was there.
            home.Deactivate(ShuttingDown());
        }
        else if (home is Activation && _router!.HasMoved(grainId))
        {
            // So may EndMoved: the view changed while the call was on its way here.
            home.Deactivate(Moved());
        }

        return true;
    }

    private bool TryFindClass(GrainType type, [NotNullWhen(true)] out GrainClass? grainClass)
    {
        if (_classes.TryGetValue(type, out grainClass))
        {
            return true;
        }

        if (!manifest.Classes.TryGetValue(type, out var found))
        {
            return false;
        }

        grainClass = _classes.GetOrAdd(type, static (key, made) => new GrainClass(key, made.found, made.silo), (found, silo: _silo!));
        return true;
    }
}
