using Berlin.Actors.Cluster.Hosting;

namespace Berlin.Gateway.Engines;

/// <summary>A gateway in a process of its own, before the silos of a cluster.</summary>
public sealed class ClusterGateway : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly ClusterClientHost _client;
    private readonly WebApplication _app;

    private ClusterGateway(ILoggerFactory loggers, ClusterClientHost client, WebApplication app)
    {
        _loggers = loggers;
        _client = client;
        _app = app;
    }

    /// <summary>Where clients reach it.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>
    /// Starts a gateway and returns when it listens. It starts also while the database or every silo is away, answers 503
    /// then, and forwards as soon as there is a silo.
    /// </summary>
    /// <param name="options">Where it listens, its bounds, and the secret that it shares with the silos.</param>
    /// <param name="connectionString">The PostgreSQL database that knows the cluster's silos; it is only read.</param>
    /// <param name="name">Name of the gateway, for people.</param>
    /// <param name="logging">Where logs go.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; names every fault.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<ClusterGateway> StartAsync(
        GatewayOptions options, string connectionString, string name, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        GatewayHost.Validate(options, knowsSilos: true);
        var loggers = LoggerFactory.Create(logging);
        ClusterClientHost? client = null;
        WebApplication? app = null;
        try
        {
            var cluster = new ClusterClientOptions { ConnectionString = connectionString, Name = name, JoinSecret = options.JoinSecret };
            client = await ClusterClientHost.StartAsync(cluster, loggers, cancellationToken);
            app = GatewayHost.Create(options, client.Client, logging: logging, ring: new ClusterSiloRing(client.Directory));
            await app.StartAsync(cancellationToken);
            return new ClusterGateway(loggers, client, app);
        }
        catch
        {
            await DisposeAsync(loggers, client, app);
            throw;
        }
    }

    /// <summary>Stops in order: no new requests, those in flight end, then the gateway leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await DisposeAsync(_loggers, _client, _app);
    }

    private static async Task DisposeAsync(ILoggerFactory loggers, ClusterClientHost? client, WebApplication? app)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (client is not null)
        {
            await client.DisposeAsync();
        }

        loggers.Dispose();
    }
}
