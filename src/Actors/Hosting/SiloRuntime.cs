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
/// <remarks>
/// It joins while the host's services start and owns grains when all have started. When the host begins to stop, before its servers do, the
/// silo hands its grains over to the others, if there are any, and goes on answering by its stateless workers; it ends when its turn comes.
/// </remarks>
internal sealed partial class SiloRuntime : IHostedLifecycleService, IDisposable
{
    private readonly ILogger<SiloRuntime> _logger;
    private readonly Catalog _catalog;
    private readonly CallFollower _follower;
    private readonly SiloServices _services;
    private readonly IClusterMembership _membership;
    private readonly ISiloListener _listener;
    private readonly SiloRouter _router;
    private readonly ActivationCollector _collector;
    private readonly MembershipOptions _options;
    private readonly string _name;
    private bool _isLeaving;
    private volatile bool _isStopping;
    private volatile bool _isOver;

    public SiloRuntime(
        IServiceProvider services,
        TimeProvider time,
        ITurnExecutor executor,
        GrainManifest manifest,
        IClusterMembership membership,
        ISiloTransport transport,
        ISiloListener listener,
        IMemoryGauge memory,
        IOptions<SiloOptions> silo,
        IOptions<MembershipOptions> options,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<SiloRuntime>();
        _follower = new CallFollower(time, messaging.Value);
        _catalog = new Catalog(manifest);
        _membership = membership;
        _listener = listener;
        _router = new SiloRouter(membership, transport, _catalog);
        _name = silo.Value.SiloName;
        _options = options.Value;
        var caller = new GrainCaller(manifest, _router, _follower, messaging.Value, loggers.CreateLogger<GrainCaller>());
        Client = new GrainFactory(caller, manifest, services);
        _services = new SiloServices(
            services, time, executor, new SiloHalt(), _follower, caller, Client, collection.Value, messaging.Value, loggers.CreateLogger<Activation>());
        _collector = new ActivationCollector(_catalog, collection.Value, time, memory, loggers.CreateLogger<ActivationCollector>());
    }

    /// <summary>Calls the grains of this silo's cluster.</summary>
    public IClusterClient Client { get; }

    /// <summary>What it holds in memory.</summary>
    public ISiloActivations Activations => _catalog;

    /// <summary>The grains that have their one activation here. O(activations).</summary>
    public IEnumerable<GrainId> Owned => _catalog.Owned;

    /// <summary>Whether the host has begun to stop.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Runs once, when the cluster holds the silo for dead and nothing of it goes on any more.</summary>
    public event Action? Died;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _catalog.Start(_services, _router);
        var endpoint = await _listener.OpenAsync(_router, cancellationToken);
        _membership.Changed += OnViewChanged;
        _membership.Died += OnDied;
        await _membership.JoinAsync(endpoint, cancellationToken);
        _listener.Begin(_membership.Me!);
        _collector.Start();
        LogJoined(_membership.Me!);
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await _membership.ActivateAsync(cancellationToken);
        LogStarted(_name);
    }

    /// <summary>Hands over to the other silos. Where there is none, the silo serves until its own turn to stop comes.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (!_isOver && IsAnotherActive)
        {
            await LeaveOwnershipAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isOver || _membership.Me is null)
        {
            return;
        }

        _collector.Dispose();
        try
        {
            await LeaveOwnershipAsync(cancellationToken);
            await _catalog.StopAsync(cancellationToken);
        }
        finally
        {
            // Also where the host is in a hurry: who still waits learns that it waits in vain, and the others that nobody is here.
            Unsubscribe();
            _isOver = true;
            _follower.FailAll(static call => new SiloUnavailableException(
                $"The silo stopped while it waited for {call.Method} of {call.Target}; the outcome is unknown."));

            // The answers go out before the views of those who wait for them know no such silo any more.
            await _listener.CloseAsync(cancellationToken);
            await LeaveAsync();
            LogStopped(_name);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the silo as the death of its process would: nothing is told, nothing goes on.</summary>
    public void Kill()
    {
        if (_membership.Me is not null && !_isOver)
        {
            Halt();
            _membership.Abandon();
            LogKilled(_name);
        }
    }

    public void Dispose()
    {
        _collector.Dispose();
        Unsubscribe();
        _follower.Dispose();
    }

    private bool IsAnotherActive =>
        _membership.Me is { } me && _membership.Current.Members.Any(member => member.Status == SiloStatus.Active && !member.Identity.Equals(me));

    /// <summary>
    /// First what is here ends, but for the stateless workers; then what arrives is handed on until everybody knows that nothing is here any
    /// more, and what was handed on has its answer.
    /// </summary>
    private async Task LeaveOwnershipAsync(CancellationToken cancellationToken)
    {
        if (_isLeaving)
        {
            return;
        }

        _isLeaving = true;
#if PLANTED_BUGS
        if (PlantedBugs.Is(PlantedBug.NoDrain)) { return; }
#endif
        LogLeaving(_name, _catalog.Count);
        _catalog.BeginLeaving();
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _services.Time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _membership.BeginLeavingAsync(bound.Token);
            var known = Task.Delay(IsAnotherActive ? _membership.ViewsSpreadWithin : TimeSpan.Zero, _services.Time, bound.Token);
            await _catalog.HandOverAsync(bound.Token);
            await known;
            await _listener.DrainAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotDrained(_name, _catalog.Count, _options.DrainTimeout);
        }
    }

    private async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource(2 * _options.CallTimeout, _services.Time);
        try
        {
            await _membership.LeaveAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The table is away. The others hold this silo for dead when its lease has ended.
            _membership.Abandon();
            LogNotTold(_name);
        }
    }

    private void OnViewChanged()
    {
        _follower.FailCallsToTheAbsent(_membership.Current);
        _catalog.EndMoved();
    }

    private void OnDied()
    {
        Halt();
        LogDied(_name);
        Died?.Invoke();
    }

    private void Halt()
    {
        _isOver = true;
        _services.Halt.Halt();
        _listener.Abort();
        _collector.Dispose();
        Unsubscribe();
        _follower.FailAll(static call => new SiloUnavailableException(
            $"The silo is dead; it waited for {call.Method} of {call.Target}, whose outcome is unknown."));
    }

    private void Unsubscribe()
    {
        _membership.Changed -= OnViewChanged;
        _membership.Died -= OnDied;
    }

    [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Silo {Silo} started")]
    private partial void LogStarted(string silo);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Information, Message = "Silo {Silo} leaves; {Activations} activations end")]
    private partial void LogLeaving(string silo, int activations);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Information, Message = "Silo {Silo} stopped")]
    private partial void LogStopped(string silo);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Warning, Message = "Silo {Silo} was killed")]
    private partial void LogKilled(string silo);

    [LoggerMessage(EventId = 4305, Level = LogLevel.Information, Message = "Silo {Silo} joined")]
    private partial void LogJoined(SiloIdentity silo);

    [LoggerMessage(EventId = 4306, Level = LogLevel.Warning, Message = "Silo {Silo} still has {Activations} activations {Bound} after it began to leave")]
    private partial void LogNotDrained(string silo, int activations, TimeSpan bound);

    [LoggerMessage(EventId = 4308, Level = LogLevel.Warning, Message = "Silo {Silo} could not tell the cluster that it is gone; it is known when its lease ends")]
    private partial void LogNotTold(string silo);

    [LoggerMessage(EventId = 4307, Level = LogLevel.Error, Message = "The cluster holds silo {Silo} for dead; it stops at once")]
    private partial void LogDied(string silo);
}
