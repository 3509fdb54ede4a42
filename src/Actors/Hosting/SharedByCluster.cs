using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Actors.State;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Actors.Hosting;

/// <summary>What the silos and the client of a test cluster have in common: membership, transport, stores in memory.</summary>
internal sealed class SharedByCluster
{
    public SharedByCluster()
    {
        Manifest = GrainManifest.OfLoadedAssemblies();
        Stores = new MemoryStores(Manifest);
    }

    public LocalCluster Cluster { get; } = new(TimeProvider.System);

    public InMemoryTransport Transport { get; } = new();

    public GrainManifest Manifest { get; }

    public MemoryStores Stores { get; }

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Cluster);
        services.AddSingleton(Transport);
        services.AddSingleton(Manifest);
        services.AddSingleton(Stores);
    }
}
