using System.Collections.Immutable;
using Berlin.Actors.Cluster.Hosting;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Engines;

/// <summary>The silos of the cluster's membership: keys belong to those that own their grains.</summary>
internal sealed class ClusterSiloRing : ISiloRing, IDisposable
{
    private readonly ISiloDirectory _directory;
    private volatile Snapshot _current;

    public ClusterSiloRing(ISiloDirectory directory)
    {
        _directory = directory;
        _current = new Snapshot(directory.Current);
        directory.Changed += Refresh;
        Refresh();
    }

    public event Action? Changed;

    public SiloRingSnapshot Current => _current;

    public void Dispose() => _directory.Changed -= Refresh;

    private void Refresh()
    {
        // Changes may be told side by side: the newest view is read by whoever is last.
        var view = _directory.Current;
        if (view.Version != _current.Version)
        {
            _current = new Snapshot(view);
            Changed?.Invoke();
        }
    }

    private sealed class Snapshot(SiloDirectorySnapshot view) : SiloRingSnapshot(SilosOf(view))
    {
        public long Version => view.Version;

        public override IEnumerable<RingSilo> Order(string key) => view.Order(key).Where(silo => silo.HttpUrl is not null).Select(Describe);

        private static ImmutableArray<RingSilo> SilosOf(SiloDirectorySnapshot view) => [.. view.Silos.Where(silo => silo.HttpUrl is not null).Select(Describe)];

        private static RingSilo Describe(DirectorySilo silo) =>
            new(silo.Name, silo.Generation, silo.HttpUrl!.GetLeftPart(UriPartial.Authority), silo.IsActive);
    }
}
