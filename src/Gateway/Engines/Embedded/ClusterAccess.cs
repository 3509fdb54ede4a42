using Berlin.Actors.Cluster.Hosting;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Engines;

/// <summary>The way to a cluster of silos that run on src/Actors.</summary>
internal sealed class ClusterAccess(ClusterClientHost client) : IClusterAccess
{
    private readonly ClusterSiloRing _ring = new(client.Directory);

    public IClusterClient Client => client.Client;

    public ISiloRing Ring => _ring;

    public ValueTask DisposeAsync()
    {
        _ring.Dispose();
        return client.DisposeAsync();
    }
}
