using Berlin.Actors.Cluster.Hosting;
using Berlin.Actors.Hosting;

namespace Berlin.Silo.Engines;

/// <summary>A silo of a cluster.</summary>
internal sealed class ClusteredSilo(ILocalSilo silo, ISiloDirectory directory, ISiloActivations activations) : ISiloEngine
{
    public ClusterSnapshot Cluster
    {
        get
        {
            var view = directory.Current;
            return new ClusterSnapshot(view.Version, new SiloName(silo.Name, silo.Generation ?? 0), [.. view.Silos.Select(Describe)]);
        }
    }

    public CancellationToken DeclaredDead => silo.Died;

    public bool IsFirstFor(string key) =>
        directory.Current.Order(key) is [var first, ..] && first.Name == silo.Name && first.Generation == silo.Generation;

    public ValueTask<SiloLoad> MeasureAsync(CancellationToken cancellationToken) => ValueTask.FromResult(activations.Measure(silo.LeaseAge));

    private static ClusterSilo Describe(DirectorySilo known) => new(
        new SiloName(known.Name, known.Generation),
        known.Status switch
        {
            DirectorySiloStatus.Active => MembershipStatus.Active,
            DirectorySiloStatus.Leaving => MembershipStatus.Leaving,
            _ => MembershipStatus.Joining,
        },
        known.Since,
        known.Metadata.GetValueOrDefault("version"),
        known.HttpUrl,
        known.ClusterEndpoint);
}
