using Orleans.Placement;

namespace Orleans.Concurrency;

/// <summary>Activations of the class hold nothing that must be unique: calls run on the caller's silo, on as many as the bound allows.</summary>
[AttributeUsage(AttributeTargets.Class)]
#pragma warning disable CA1019 // Orleans keeps the arguments to itself.
public sealed class StatelessWorkerAttribute : PlacementAttribute
#pragma warning restore CA1019
{
    /// <summary>As many activations as the machine has processors.</summary>
    public StatelessWorkerAttribute()
        : this(maxLocalWorkers: -1)
    {
    }

    /// <summary>At most so many activations per silo.</summary>
    /// <param name="maxLocalWorkers">Bound; 0 or less = the number of processors.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers)
        : this(maxLocalWorkers, removeIdleWorkers: true)
    {
    }

    /// <summary>At most so many activations per silo.</summary>
    /// <param name="maxLocalWorkers">Bound; 0 or less = the number of processors.</param>
    /// <param name="removeIdleWorkers">For Orleans. The embedded engine collects idle workers by their age, as it does all activations.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers, bool removeIdleWorkers)
    {
        _ = removeIdleWorkers;
        MaxLocalWorkers = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;
    }

    internal int MaxLocalWorkers { get; }
}
