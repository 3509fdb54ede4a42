using System.Collections.Concurrent;
using Berlin.Actors.Calls;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Manifest;
using Berlin.Actors.Turns;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>The activations of one silo. Bounded by idle collection.</summary>
internal sealed class Catalog(GrainManifest manifest) : ICallRouter
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly ConcurrentDictionary<GrainType, GrainClass> _classes = new();
    private SiloServices? _silo;
    private volatile CatalogStatus _status;

    private enum CatalogStatus
    {
        NotStarted,
        Running,
        Stopping,
    }

    public int Count => _activations.Count;

    public void Start(SiloServices silo)
    {
        _silo = silo;
        _status = CatalogStatus.Running;
    }

    public void Route(Invocation invocation)
    {
        if (_status != CatalogStatus.Running)
        {
            invocation.TryFail(Refusal(invocation.Target));
            return;
        }

        if (!_activations.TryGetValue(invocation.Target, out var activation))
        {
            if (!TryFindClass(invocation.Target.Type, out var grainClass))
            {
                invocation.TryFail(new ArgumentException($"This silo has no class of grain type '{invocation.Target.Type}'."));
                return;
            }

            activation = _activations.GetOrAdd(invocation.Target, static (id, made) => new Activation(made.grainClass, id, made.catalog), (grainClass, catalog: this));
            if (_status == CatalogStatus.Stopping)
            {
                // StopAsync may have looked before this activation was there.
                activation.RequestDeactivation(ShuttingDown());
            }
        }

        activation.Receive(invocation);
    }

    /// <summary>Brings work that waited at an ended activation to the next one.</summary>
    public void Forward(IWork work)
    {
        if (work is Invocation invocation)
        {
            Route(invocation);
        }
    }

    public void Remove(Activation activation) => _activations.TryRemove(KeyValuePair.Create(activation.GrainId, activation));

    /// <summary>Ends the activations that nobody has called for their class's age. O(activations).</summary>
    public void CollectIdle()
    {
        foreach (var (_, activation) in _activations)
        {
            activation.CollectIfIdle();
        }
    }

    /// <summary>Refuses new calls, lets running ones end, and ends every activation.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _status = CatalogStatus.Stopping;
        while (!_activations.IsEmpty)
        {
            var ending = _activations.Values.ToArray();
            foreach (var activation in ending)
            {
                activation.RequestDeactivation(ShuttingDown(), cancellationToken);
            }

            await Task.WhenAll(ending.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
        }
    }

    private static DeactivationReason ShuttingDown() => new(DeactivationReasonCode.ShuttingDown, "The silo stops.");

    private SiloUnavailableException Refusal(GrainId target) => new(_status == CatalogStatus.NotStarted
        ? $"The silo has not started; the call to {target} did not run. Repeat it."
        : $"The silo stops; the call to {target} did not run. Repeat it.");

    private bool TryFindClass(GrainType type, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GrainClass? grainClass)
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
