using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Hosting;

/// <summary>A client of a cluster, that lives in none of its silos.</summary>
internal sealed class ClientRuntime : IDisposable
{
    private readonly IClusterViews _views;
    private readonly CallFollower _follower;

    public ClientRuntime(IClusterViews views, ISiloTransport transport, GrainManifest manifest, IServiceProvider services)
    {
        _views = views;
        var messaging = services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value;
        _follower = new CallFollower(services.GetRequiredService<TimeProvider>(), messaging);
        var caller = new GrainCaller(
            manifest, new ClientRouter(views, transport), _follower, messaging, services.GetRequiredService<ILogger<GrainCaller>>());
        Client = new GrainFactory(caller, manifest, services);
        views.Changed += OnViewChanged;
    }

    public IClusterClient Client { get; }

    public void Dispose()
    {
        _views.Changed -= OnViewChanged;
        _follower.FailAll(static call => new SiloUnavailableException($"The client stopped while it waited for {call.Method} of {call.Target}; the outcome is unknown."));
        _follower.Dispose();
    }

    private void OnViewChanged() => _follower.FailCallsToTheAbsent(_views.Current);
}
