using Berlin.Actors.Clustering;
using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Hosting;
using Berlin.Actors.Manifest;
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
    private readonly ClientRuntime _runtime;
    private readonly ViewsDirectory _directory;

    private ClusterClientHost(ServiceProvider services, PolledViews views, ViewListener listener, ClientRuntime runtime)
    {
        _services = services;
        _views = views;
        _listener = listener;
        _runtime = runtime;
        _directory = new ViewsDirectory(views);
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
        var services = new ServiceCollection();
        services.AddSingleton(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddOptions<ClientMessagingOptions>();
        services.AddSingleton(TimeProvider.System);
        var provider = services.BuildServiceProvider();
        var table = new PostgresMembershipTable(options.ConnectionString, options.ClusterId, options.Name, options.Membership);
        var views = new PolledViews(table, options.Membership, loggers.CreateLogger<PolledViews>());
        var listener = new ViewListener(
            options.ConnectionString, options.Name, options.Membership, TimeProvider.System, views.Hear, loggers.CreateLogger<ViewListener>());
        var runtime = new ClientRuntime(views, new InMemoryTransport(), GrainManifest.OfLoadedAssemblies(), provider);
        var host = new ClusterClientHost(provider, views, listener, runtime);
        try
        {
            var looked = views.RefreshAsync(version: 1);
            views.Start();
            listener.Start();
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
        await _services.DisposeAsync();
    }
}
