using Berlin.Silo.Engines;
using Berlin.Silo.Hosting;
using Berlin.Silo.Http.Health;
using Berlin.Silo.InProcess;
using Berlin.Silo.Stores;
using Berlin.Storage.Faults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Berlin.Silo;

/// <summary>A silo that runs: alone on its data folder, or as part of a cluster on PostgreSQL.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    /// <summary>Settings from the environment begin with this: <c>BERLIN_Trainer__CheckpointInterval</c>.</summary>
    public const string EnvironmentPrefix = "BERLIN_";

    /// <summary>Of everything; Kubernetes kills after 30 s.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(28);

    private readonly WebApplication _app;
    private readonly ISiloStore _store;
    private readonly ILoggerFactory _loggers;
    private readonly InProcessServer? _inProcess;
    private bool _isDisposed;

    private SiloHost(WebApplication app, ISiloStore store, ILoggerFactory loggers, string? newOperatorKey)
    {
        _app = app;
        _store = store;
        _loggers = loggers;
        NewOperatorKey = newOperatorKey;
        var server = app.Services.GetRequiredService<IServer>();
        _inProcess = server as InProcessServer;
        Url = server.Features.Get<IServerAddressesFeature>()?.Addresses.First() is { } address ? new Uri(address) : null;
    }

    /// <summary>Where it listens for gateways of other processes; null where it opens no port.</summary>
    public Uri? Url { get; }

    /// <summary>The operator's key where this start made it; to be shown once.</summary>
    public string? NewOperatorKey { get; }

    /// <summary>Number of this start of the silo in its cluster.</summary>
    public long Generation => _app.Services.GetRequiredService<ISiloEngine>().Cluster.Self.Generation;

    /// <summary>
    /// Cancelled when the cluster has declared this silo dead. Its grains have stopped by then; the process is to end at once,
    /// without <see cref="DisposeAsync"/>, and to be started again.
    /// </summary>
    public CancellationToken DeclaredDead => _app.Services.GetRequiredService<ISiloEngine>().DeclaredDead;

    /// <summary>The silo's services; a gateway in the same process takes its cluster client from here.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Every fault of the options and of the settings in the environment; none where a silo can be started with them.</summary>
    public static IReadOnlyList<string> FindFaults(SiloOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SiloComposition(options, static _ => { }).FindFaults();
    }

    /// <summary>Starts a silo and returns when it takes calls: of a cluster, when it is an active member.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="configureLogging">Where the silo logs to.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="OptionsValidationException">Options are wrong; names every fault. Nothing was opened.</exception>
    /// <exception cref="Storage.DataFolderException">The data folder is in use, damaged, unwritable or of a newer Berlin.</exception>
    /// <exception cref="Storage.StoreUnavailableException">The database of the cluster does not answer.</exception>
    /// <exception cref="Storage.DatabaseRefusedException">The database of the cluster cannot be used as it is.</exception>
    /// <exception cref="IOException">A port is taken, or its address is not of this machine.</exception>
    public static async Task<SiloHost> StartAsync(SiloOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configureLogging);
        var composition = new SiloComposition(options, configureLogging);
        if (composition.FindFaults() is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(nameof(SiloOptions), typeof(SiloOptions), faults);
        }

        var injector = FaultsOfEnvironment();
        var loggers = LoggerFactory.Create(configureLogging);
        ISiloStore? store = null;
        WebApplication? app = null;
        try
        {
            store = await SiloStores.OpenAsync(options, injector, loggers, cancellationToken);
            var operatorKey = await OperatorKey.EnsureAsync(store.Tenants, options.DataFolder, cancellationToken);
            app = composition.Build(store, injector);
            await app.StartAsync(cancellationToken);
            var silo = new SiloHost(app, store, loggers, operatorKey);
            await silo.EnterServiceAsync(cancellationToken);
            return silo;
        }
        catch
        {
            await CloseAsync(app, store, loggers);
            throw;
        }
    }

    /// <summary>
    /// Answers a request that a gateway in this process has received and authenticated: the whole pipeline of the silo,
    /// without a connection in between. Completes with the answer. For a silo without <see cref="SiloOptions.HttpEndpoint"/>.
    /// </summary>
    /// <param name="request">The features of the gateway's request; its headers name the caller and show the join secret.</param>
    /// <exception cref="InvalidOperationException">The silo listens on a port, or has stopped.</exception>
    public Task ProcessAsync(IFeatureCollection request) =>
        (_inProcess ?? throw new InvalidOperationException("The silo listens on a port; it is called there.")).ProcessAsync(request);

    /// <summary>
    /// Stops in order: gateways turn away, requests in flight end, trainers checkpoint and are handed over, the silo leaves its
    /// cluster, the store closes. Bounded to 30 s; what is not done by then is left as if the process had crashed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _app.Services.GetRequiredService<ServerReadiness>().Leaving();
            using var bound = new CancellationTokenSource(StopBound);
            await _app.StopAsync(bound.Token);
            await CloseAsync(_app, _store, _loggers);
        }
    }

    private async Task EnterServiceAsync(CancellationToken cancellationToken)
    {
        var readiness = _app.Services.GetRequiredService<ServerReadiness>();
        if (Url is { } url)
        {
            readiness.Warming();
            await _app.Services.GetRequiredService<SiloWarmUp>().RunAsync(ListeningUrl.OfSelf(url), cancellationToken);
        }

        readiness.Ready();
    }

    private static async ValueTask CloseAsync(WebApplication? app, ISiloStore? store, ILoggerFactory loggers)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        // The application has closed it if it ever asked for it; a second time does nothing.
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        loggers.Dispose();
    }

    // Tests end the process at a named point; see docs/reference/options.md.
    private static IFaultInjector FaultsOfEnvironment() =>
        Environment.GetEnvironmentVariable("BERLIN_FAULT") is { Length: > 0 } specification
            ? ProcessKillFaults.Parse(specification)
            : NoFaults.Instance;
}
