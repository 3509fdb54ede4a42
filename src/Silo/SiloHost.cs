using Berlin.Grains.Hosting;
using Berlin.Grains.Jobs;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;
using Berlin.Silo.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Health;
using Berlin.Silo.Http.Scoring;
using Berlin.Silo.InProcess;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Berlin.Silo;

/// <summary>Composition root of a silo: the one place that names the engine, the database and the HTTP surface together.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    /// <summary>Settings from the environment begin with this: <c>BERLIN_Trainer__CheckpointInterval</c>.</summary>
    public const string EnvironmentPrefix = "BERLIN_";

    private readonly WebApplication _app;
    private readonly InProcessServer? _inProcess;

    private SiloHost(WebApplication app, string? newOperatorKey)
    {
        _app = app;
        NewOperatorKey = newOperatorKey;
        var server = app.Services.GetRequiredService<IServer>();
        _inProcess = server as InProcessServer;
        Url = server.Features.Get<IServerAddressesFeature>()?.Addresses.First() is { } address ? new Uri(address) : null;
    }

    /// <summary>Where gateways of other processes reach the silo; null where it opens no port.</summary>
    public Uri? Url { get; }

    /// <summary>The operator's key where this start made it; to be shown once.</summary>
    public string? NewOperatorKey { get; }

    /// <summary>The silo's services; a gateway in the same process takes its cluster client from here.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a silo and returns when it takes calls.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="joinSecret">Secret that gateways must show; 32 to 128 printable ASCII characters.</param>
    /// <param name="configureLogging">Where the silo logs to.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="Storage.DataFolderException">The data folder is in use, damaged, unwritable or of a newer Berlin.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; names every fault.</exception>
    public static async Task<SiloHost> StartAsync(
        SiloOptions options, string joinSecret, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = Faults();
        var storage = SqliteStorage.Open(options.DataFolder, TimeProvider.System, faults, NullLoggerFactory.Instance);
        try
        {
            await OrphanedBlobs.DeleteAsync(storage.Checkpoints, storage.Blobs, cancellationToken);
            var operatorKey = await OperatorKey.EnsureAsync(storage.Tenants, options.DataFolder, cancellationToken);
            var generation = await storage.NodeGenerations.NextAsync(cancellationToken);
            var node = new NodeIdentity($"{options.Name}/{generation}");
            var app = Build(options, joinSecret, configureLogging, storage, faults, node);
            await app.StartAsync(cancellationToken);
            app.Services.GetRequiredService<ServerReadiness>().Ready();
            return new SiloHost(app, operatorKey);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Answers a request that a gateway in this process has received and authenticated: the whole pipeline of the silo,
    /// without a connection in between. Completes with the answer. For a silo without <see cref="SiloOptions.Listen"/>.
    /// </summary>
    /// <param name="request">The features of the gateway's request; its headers name the caller and show the join secret.</param>
    /// <exception cref="InvalidOperationException">The silo listens on a port, or has stopped.</exception>
    public Task ProcessAsync(IFeatureCollection request) =>
        (_inProcess ?? throw new InvalidOperationException("The silo listens on a port; it is called there.")).ProcessAsync(request);

    /// <summary>Stops in order: no new requests, those in flight end, trainers checkpoint, the store closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<ServerReadiness>().Stopping();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(
        SiloOptions options,
        string joinSecret,
        Action<ILoggingBuilder> configureLogging,
        SqliteStorage storage,
        IFaultInjector faults,
        NodeIdentity node)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        builder.Logging.ClearProviders();
        configureLogging(builder.Logging);

        // It opens a scope and an activity for each request as soon as anything of it may be logged; none of it would be.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        Serve(builder.WebHost, options);

        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddSqliteStorage(storage);
        builder.Services.AddSingleton(faults);
        builder.Services.AddSingleton(node);
        builder.Services.AddBerlinGrains();
        builder.Services.Configure<TrainerOptions>(builder.Configuration.GetSection("Trainer"));
        builder.Services.Configure<EntityOptions>(builder.Configuration.GetSection("Entity"));
        builder.Services.Configure<GrainCollectionOptions>(builder.Configuration.GetSection("GrainCollection"));
        builder.Services.AddBerlinHttp();
        builder.Services.Configure<HttpLimitsOptions>(builder.Configuration.GetSection("HttpLimits"));
        builder.Services.Configure<ScoringOptions>(builder.Configuration.GetSection("Scoring"));
        builder.Services.Configure<JobOptions>(builder.Configuration.GetSection("Jobs"));
        builder.Services.AddJobKeeper();
        builder.Services.Configure<GatewayJoinOptions>(join => join.Secret = joinSecret);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.Configure<Orleans.Configuration.SiloOptions>(engine => engine.SiloName = options.Name);

        var app = builder.Build();
        app.MapBerlinEndpoints();
        return app;
    }

    private static void Serve(IWebHostBuilder host, SiloOptions options)
    {
        if (options.Listen is null)
        {
            host.UseServer(new InProcessServer());
            return;
        }

        host.UseUrls(options.Listen);
        host.ConfigureKestrel(kestrel => kestrel.ConfigureBerlinKestrel());
    }

    // Tests end the process at a named point; see docs/reference/options.md.
    private static IFaultInjector Faults() =>
        Environment.GetEnvironmentVariable("BERLIN_FAULT") is { Length: > 0 } specification
            ? ProcessKillFaults.Parse(specification)
            : NoFaults.Instance;
}
