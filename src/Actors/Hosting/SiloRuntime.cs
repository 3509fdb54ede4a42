using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.Grains;
using Berlin.Actors.Manifest;
using Berlin.Actors.Turns;
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
    private readonly Catalog _catalog;
    private readonly CallFollower _follower;
    private readonly SiloServices _services;
    private readonly LocalCluster _cluster;
    private readonly SiloRouter _router;
    private readonly string _name;
    private readonly ActivationCollector _collector;

    public SiloRuntime(
        IServiceProvider services,
        TimeProvider time,
        ITurnExecutor executor,
        GrainManifest manifest,
        LocalCluster cluster,
        ISiloTransport transport,
        IMemoryGauge memory,
        IOptions<SiloOptions> silo,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<SiloRuntime>();
        _follower = new CallFollower(time, messaging.Value);
        _catalog = new Catalog(manifest);
        _cluster = cluster;
        _router = new SiloRouter(cluster, transport, _catalog);
        _name = silo.Value.SiloName;
        var caller = new GrainCaller(manifest, _router, _follower, messaging.Value, loggers.CreateLogger<GrainCaller>());
        Client = new GrainFactory(caller, manifest, services);
        _services = new SiloServices(
            services, time, executor, new SiloHalt(), _follower, caller, Client, collection.Value, messaging.Value, loggers.CreateLogger<Activation>());
        _collector = new ActivationCollector(_catalog, collection.Value, time, memory, loggers.CreateLogger<ActivationCollector>());
    }

    /// <summary>Calls the grains of this silo's cluster.</summary>
    public IClusterClient Client { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _catalog.Start(_services, _router);
        _cluster.Changed += OnClusterChanged;
        _router.Join(_name);
        _collector.Start();
        LogStarted(_name);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_router.Me is not { IsDead: false } me)
        {
            return;
        }

        LogStopping(_name, _catalog.Count);
        _collector.Dispose();

        // First the others stop sending, then what is here ends.
        _cluster.Leave(me);
        try
        {
            await _catalog.StopAsync(cancellationToken);
        }
        finally
        {
            // Also where the host is in a hurry: who still waits learns that it waits in vain.
            _cluster.Changed -= OnClusterChanged;
            _follower.FailAll(static call => new SiloUnavailableException(
                $"The silo stopped while it waited for {call.Method} of {call.Target}; the outcome is unknown."));
            LogStopped(_name);
        }
    }

    /// <summary>Ends the silo as the death of its process would: nothing is told, nothing goes on.</summary>
    public void Kill()
    {
        if (_router.Me is { } me)
        {
            _services.Halt.Halt();
            _collector.Dispose();
            _cluster.Changed -= OnClusterChanged;
            _cluster.Kill(me);
            LogKilled(_name);
        }
    }

    public void Dispose()
    {
        _collector.Dispose();
        _cluster.Changed -= OnClusterChanged;
        _follower.Dispose();
    }

    private void OnClusterChanged()
    {
        _follower.FailCallsToTheDead();
        _catalog.EndMoved();
    }

    [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Silo {Silo} started")]
    private partial void LogStarted(string silo);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Information, Message = "Silo {Silo} stops; {Activations} activations end")]
    private partial void LogStopping(string silo, int activations);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Information, Message = "Silo {Silo} stopped")]
    private partial void LogStopped(string silo);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Warning, Message = "Silo {Silo} was killed")]
    private partial void LogKilled(string silo);
}
