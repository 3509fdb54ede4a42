using Berlin.Actors.Hosting;

namespace Berlin.Silo.Engines;

/// <summary>A silo without a cluster: it knows itself, and nobody is there to take over.</summary>
internal sealed class LoneSilo(SiloOptions options, ISiloActivations activations) : ISiloEngine
{
    public ClusterSnapshot Cluster { get; } = ClusterSnapshot.Alone(options.Name);

    public CancellationToken DeclaredDead => CancellationToken.None;

    public bool IsFirstFor(string key) => true;

    public ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken) => ValueTask.FromResult(activations.Measure(leaseAge: null));
}
