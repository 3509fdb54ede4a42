using Berlin.Gateway.Engines;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Berlin.Gateway;

/// <summary>A gateway in a process of its own, before the silos of a cluster.</summary>
public sealed class ClusterGateway : IAsyncDisposable
{
    /// <summary>Settings from the environment begin with this: <c>BERLIN_Gateway__ProbeInterval</c>.</summary>
    public const string EnvironmentPrefix = "BERLIN_";

    private readonly ILoggerFactory _loggers;
    private readonly IClusterAccess _cluster;
    private readonly WebApplication _app;

    private ClusterGateway(ILoggerFactory loggers, IClusterAccess cluster, WebApplication app)
    {
        _loggers = loggers;
        _cluster = cluster;
        _app = app;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Every fault of the options and of the settings in the environment; none where a gateway can be started with them.</summary>
    /// <param name="options">Where it listens, and the join secret; takes what the environment sets of the rest.</param>
    /// <param name="connectionString">PostgreSQL database of the cluster.</param>
    public static IReadOnlyList<string> FindFaults(GatewayOptions options, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(connectionString);
        try
        {
            var settings = ReadSettings(options);
            return [.. GatewayHost.FindFaults(options, GatewayEngine.KnowsSilos), .. GatewayEngine.FindFaults(options, connectionString, settings)];
        }
        catch (InvalidOperationException exception)
        {
            // A setting is not of its type.
            return [exception.Message];
        }
    }

    /// <summary>Starts a gateway and returns when it listens; it looks for silos as long as there are none.</summary>
    /// <param name="options">Where it listens, and the join secret; takes what the environment sets of the rest.</param>
    /// <param name="connectionString">PostgreSQL database of the cluster, of which only the membership is read.</param>
    /// <param name="logging">Where logs go.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="OptionsValidationException">The options are wrong; every fault is named.</exception>
    /// <exception cref="IOException">The port is taken, or its address is not of this machine.</exception>
    public static async Task<ClusterGateway> StartAsync(
        GatewayOptions options, string connectionString, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        if (FindFaults(options, connectionString) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(nameof(GatewayOptions), typeof(GatewayOptions), faults);
        }

        var loggers = LoggerFactory.Create(logging);
        IClusterAccess? cluster = null;
        WebApplication? app = null;
        try
        {
            cluster = await GatewayEngine.ConnectAsync(options, connectionString, ReadSettings(options), loggers, cancellationToken);
            app = GatewayHost.Create(options, cluster.Client, ring: cluster.Ring, logging: logging);
            await app.StartAsync(cancellationToken);
            return new ClusterGateway(loggers, cluster, app);
        }
        catch
        {
            await DisposeAsync(app, cluster, loggers);
            throw;
        }
    }

    /// <summary>Stops in order: no new requests, those in flight end, then the way to the silos closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await DisposeAsync(_app, _cluster, _loggers);
    }

    private static async ValueTask DisposeAsync(WebApplication? app, IClusterAccess? cluster, ILoggerFactory loggers)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        loggers.Dispose();
    }

    private static IConfigurationRoot ReadSettings(GatewayOptions options)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();
        settings.GetSection("Gateway").Bind(options);
        return settings;
    }
}
