using Berlin.Actors.CodeGeneration;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>The workers of one stateless worker grain on this silo: a call goes to an idle one, to a new one while there may be more, or to the one with the least to do.</summary>
internal sealed class StatelessWorkers(GrainClass grainClass, GrainId grainId, Catalog catalog) : IGrainHome
{
    private readonly Lock _gate = new();

    // Completed in a turn, so that what awaits it goes on elsewhere, in a context of its own.
    private readonly TaskCompletionSource _deactivated = new();
    private readonly List<Activation> _workers = [];
    private DeactivationReason? _endReason;
    private bool _isGone;

    public GrainId GrainId => grainId;

    public Task Deactivated => _deactivated.Task;

    public bool TryReceive(Invocation call)
    {
        Activation? chosen;
        lock (_gate)
        {
            if (_isGone)
            {
                return false;
            }

            chosen = _workers.MinBy(worker => worker.Load);
            if (chosen is null || (chosen.Load > 0 && _workers.Count < grainClass.MaxWorkers))
            {
                chosen = new Activation(grainClass, grainId, catalog, this);
                _workers.Add(chosen);
                if (_endReason is { } reason)
                {
                    chosen.Deactivate(reason);
                }
            }

            chosen.AddLoad();
        }

        return chosen.TryReceive(call);
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        Activation[] workers;
        lock (_gate)
        {
            _endReason = deactivationReason;
            workers = [.. _workers];
            if (workers.Length == 0)
            {
                End();
            }
        }

        foreach (var worker in workers)
        {
            worker.Deactivate(deactivationReason, cancellationToken);
        }
    }

    public void CollectIfIdle()
    {
        Activation[] workers;
        lock (_gate)
        {
            workers = [.. _workers];
        }

        foreach (var worker in workers)
        {
            worker.CollectIfIdle();
        }
    }

    /// <summary>A worker has ended; the last one ends the home.</summary>
    public void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            if (_workers.Count == 0)
            {
                End();
            }
        }
    }

    private void End()
    {
        if (!_isGone)
        {
            _isGone = true;
            catalog.Remove(this);
            _deactivated.TrySetResult();
        }
    }
}
