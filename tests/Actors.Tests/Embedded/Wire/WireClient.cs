using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>A client that reaches silos by real sockets.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly RemoteCalls _calls;
    private readonly ClientRuntime _runtime;

    public WireClient(SharedViews views, TransportOptions options, Action<ClientMessagingOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<ClientMessagingOptions>().Configure(set => configure?.Invoke(set));
        _services = services.BuildServiceProvider();
        var manifest = GrainManifest.OfLoadedAssemblies();
        _calls = new RemoteCalls(new HttpMessageTransport(options, TimeProvider.System, NullLogger<HttpMessageTransport>.Instance), views, manifest, TimeProvider.System);
        _runtime = new ClientRuntime(views, _calls, manifest, _services);
    }

    public IClusterClient Client => _runtime.Client;

    public void Dispose()
    {
        _runtime.Dispose();
        _calls.Dispose();
        _services.Dispose();
    }
}
