using Berlin.Actors.Cluster.Hosting;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Engines;

/// <summary>The silos as the engine's cluster knows them, and as it places grains on them.</summary>
internal sealed class ClusterSiloRing(ISiloDirectory directory) : ISiloRing
{
    public event Action? Changed
    {
        add => directory.Changed += value;
        remove => directory.Changed -= value;
    }

    public SiloRingSnapshot Current => new Snapshot(directory.Current);

    private static RingSilo InRing(DirectorySilo silo) =>
        new(silo.Name, silo.Generation, silo.HttpUrl!.GetLeftPart(UriPartial.Authority), silo.IsActive);

    private static bool IsReachable(DirectorySilo silo) => silo.HttpUrl is not null;

    private sealed class Snapshot(SiloDirectorySnapshot view) : SiloRingSnapshot([.. view.Silos.Where(IsReachable).Select(InRing)])
    {
        public override IEnumerable<RingSilo> Order(string key) => view.Order(key).Where(IsReachable).Select(InRing);
    }
}
