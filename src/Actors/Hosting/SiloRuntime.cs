using Berlin.Actors.Calls;
using Berlin.Actors.Grains;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Hosting;

/// <summary>One silo: starts and stops with its host.</summary>
internal sealed partial class SiloRuntime : IHostedService, IDisposable
{
    private readonly ILogger<SiloRuntime> _logger;
    private readonly GrainCollectionOptions _collection;
    private readonly Catalog _catalog;
    private readonly CallFollower _follower;
    private readonly SiloServices _services;
    private ITimer? _collector;

    public SiloRuntime(
        IServiceProvider services,
        TimeProvider time,
        ITurnExecutor executor,
        GrainManifest manifest,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<SiloRuntime>();
        _collection = collection.Value;
        _follower = new CallFollower(time, messaging.Value);
        _catalog = new Catalog(manifest);
        var caller = new GrainCaller(manifest, _catalog, _follower, messaging.Value, loggers.CreateLogger<GrainCaller>());
        Client = new GrainFactory(caller, manifest, services);
        _services = new SiloServices(
            services, time, executor, _follower, caller, Client, _collection, messaging.Value, loggers.CreateLogger<Activation>());
    }

    /// <summary>Calls the grains of this silo's cluster.</summary>
    public IClusterClient Client { get; }

    /// <summary>Where a client in the same process hands its calls over.</summary>
    public ICallRouter Router => _catalog;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _catalog.Start(_services);
        _collector = _services.Time.CreateTimer(
            static state => ((Catalog)state!).CollectIdle(), _catalog, _collection.CollectionQuantum, _collection.CollectionQuantum);
        LogStarted();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        LogStopping(_catalog.Count);
        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        await _catalog.StopAsync(cancellationToken);
        _follower.FailAll(static invocation => new SiloUnavailableException(
            $"The silo stopped while it waited for {invocation.Method} of {invocation.Target}; the outcome is unknown."));
        LogStopped();
    }

    public void Dispose()
    {
        _collector?.Dispose();
        _follower.Dispose();
    }

    [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Silo started")]
    private partial void LogStarted();

    [LoggerMessage(EventId = 4302, Level = LogLevel.Information, Message = "Silo stops; {Activations} activations end")]
    private partial void LogStopping(int activations);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Information, Message = "Silo stopped")]
    private partial void LogStopped();
}
