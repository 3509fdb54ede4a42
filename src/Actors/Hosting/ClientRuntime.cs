using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Hosting;

/// <summary>A client of the silos in this process, that lives in none of them.</summary>
internal sealed class ClientRuntime : IDisposable
{
    private readonly LocalCluster _cluster;
    private readonly CallFollower _follower;

    public ClientRuntime(LocalCluster cluster, ISiloTransport transport, GrainManifest manifest, IServiceProvider services)
    {
        _cluster = cluster;
        var messaging = services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value;
        _follower = new CallFollower(services.GetRequiredService<TimeProvider>(), messaging);
        var caller = new GrainCaller(
            manifest, new ClientRouter(cluster, transport), _follower, messaging, services.GetRequiredService<ILogger<GrainCaller>>());
        Client = new GrainFactory(caller, manifest, services);
        cluster.Changed += _follower.FailCallsToTheDead;
    }

    public IClusterClient Client { get; }

    public void Dispose()
    {
        _cluster.Changed -= _follower.FailCallsToTheDead;
        _follower.FailAll(static call => new SiloUnavailableException($"The client stopped while it waited for {call.Method} of {call.Target}; the outcome is unknown."));
        _follower.Dispose();
    }
}
