using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>A client of a cluster, in a process without grains: calls them, and knows which silos there are.</summary>
public sealed class ClusterClientHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly PolledViews _views;
    private readonly ViewListener _listener;
    private readonly RemoteCalls _calls;
    private readonly ClientRuntime _runtime;
    private readonly ViewsDirectory _directory;

    private ClusterClientHost(ClusterClientOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddOptions<ClientMessagingOptions>();
        services.AddSingleton(time);
        _services = services.BuildServiceProvider();
        var table = new PostgresMembershipTable(options.ConnectionString, options.ClusterId, options.Name, options.Membership);
        _views = new PolledViews(table, options.Membership, loggers.CreateLogger<PolledViews>());
        _listener = new ViewListener(
            options.ConnectionString, options.Name, options.Membership, time, _views.Hear, loggers.CreateLogger<ViewListener>());
        var manifest = GrainManifest.OfLoadedAssemblies();
        var transport = new TransportOptions(options.ClusterId, options.JoinSecret, options.Name, options.Certificate);
        _calls = new RemoteCalls(new HttpMessageTransport(transport, time, loggers.CreateLogger<HttpMessageTransport>()), _views, manifest, time);
        _runtime = new ClientRuntime(_views, _calls, manifest, _services);
        _directory = new ViewsDirectory(_views);
    }

    /// <summary>Calls the cluster's grains. While no silo is active each call fails with <see cref="Orleans.Runtime.SiloUnavailableException"/>.</summary>
    public IClusterClient Client => _runtime.Client;

    /// <summary>The cluster's silos.</summary>
    public ISiloDirectory Directory => _directory;

    /// <summary>Every fault of the options, none where a client can be started with them.</summary>
    /// <param name="options">Which cluster, and how.</param>
    public static IReadOnlyList<string> FindFaults(ClusterClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ClusterOptionFaults.Of(options);
    }

    /// <summary>Starts a client, and returns when it has looked into the membership table once, also where that was in vain.</summary>
    /// <param name="options">Which cluster, and how.</param>
    /// <param name="loggers">Where the client logs to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OptionsValidationException">Options are wrong; names every fault.</exception>
    public static async Task<ClusterClientHost> StartAsync(ClusterClientOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ClusterOptionFaults.ThrowIfAny(options);
        var host = new ClusterClientHost(options, loggers, TimeProvider.System);
        try
        {
            var looked = host._views.RefreshAsync(version: 1);
            host._views.Start();
            host._listener.Start();
            await looked.WaitAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fails the calls that still wait, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _directory.Dispose();
        await _listener.DisposeAsync();
        _views.Dispose();
        _runtime.Dispose();
        _calls.Dispose();
        await _services.DisposeAsync();
    }
}
