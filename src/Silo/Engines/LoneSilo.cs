using Berlin.Silo.Stores;

namespace Berlin.Silo.Engines;

/// <summary>A silo without a cluster: it knows itself, and nobody is there to take over.</summary>
internal sealed class LoneSilo(SiloOptions options, ISiloStore store) : ISiloEngine
{
    public ClusterSnapshot Cluster { get; } = Alone(new SiloName(options.Name, store.Generation));

    public CancellationToken DeclaredDead => CancellationToken.None;

    public Task BeginLeavingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static ClusterSnapshot Alone(SiloName self) =>
        new(ViewVersion: 1, self, [new ClusterSilo(self, SiloStatus.Active, Since: null, SiloVersion.Current, HttpUrl: null, Endpoint: null)]);
}
