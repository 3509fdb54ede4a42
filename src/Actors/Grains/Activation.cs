using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Timers;
using Berlin.Actors.Turns;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;

namespace Berlin.Actors.Grains;

/// <summary>A grain in memory: begins, takes work, ends when asked.</summary>
/// <remarks>Fields without a comment belong to the turns: nothing else touches them, so they need no lock.</remarks>
internal sealed partial class Activation : IGrainContext, IGrainHome
{
    private readonly ILogger _logger;
    private readonly Catalog _catalog;
    private readonly StatelessWorkers? _colleagues;
    private readonly TurnScheduler _scheduler;
    private readonly Mailbox _mailbox;
    private readonly TimerSet _timers = new();

    // Completed in a turn, so that what awaits it goes on elsewhere, in a context of its own.
    private readonly TaskCompletionSource _deactivated = new();
    private readonly GrainObject _grain;
    private readonly Idleness _idleness;
    private ActivationStatus _status;
    private DeactivationReason? _endReason;
    private CancellationToken _endToken;
    private ITimer? _patience;
    private bool _isEnding;

    // Calls that have not begun; changed by any thread, only by Interlocked.
    private int _notBegun;

    // Of a worker: calls that have not ended; changed by any thread, only by Interlocked.
    private int _load;

    public Activation(GrainClass grainClass, GrainId grainId, Catalog catalog, StatelessWorkers? colleagues = null)
    {
        Class = grainClass;
        GrainId = grainId;
        _catalog = catalog;
        _colleagues = colleagues;
        _logger = grainClass.Silo.ActivationLogger;
        _scheduler = new TurnScheduler(this, grainClass.Silo.Executor, grainClass.Silo.Halt);
        _mailbox = new Mailbox(this, grainClass.IsReentrant);
        _grain = new GrainObject(grainClass, grainId, this);
        _idleness = new Idleness(grainClass.Silo.Follower.Clock, grainClass.CollectionAge);
        GrainReference = new GrainReference(grainClass.Silo.Caller, grainId);
    }

    /// <summary>The activation whose turn runs here; null outside turns.</summary>
    public static Activation? Current => (TaskScheduler.Current as TurnScheduler)?.Activation;

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public GrainReference GrainReference { get; }

    public object? GrainInstance => _grain.Instance;

    public bool HasFilters => Class.HasFilters;

    public IGrainFactory GrainFactory => Class.Silo.GrainFactory;

    public IServiceProvider ActivationServices => _grain.Services;

    public Task Deactivated => _deactivated.Task;

    /// <summary>Of a worker: calls that wait or run.</summary>
    public int Load => Volatile.Read(ref _load);

    /// <summary>In a turn: the ambient values of no call.</summary>
    public ExecutionContext? CleanContext => _scheduler.CleanContext;

    private bool IsMyTurn => ReferenceEquals(Current, this);

    /// <summary>Takes a call from any thread, or rejects it where too many wait.</summary>
    public bool TryReceive(Invocation call)
    {
        if (Interlocked.Increment(ref _notBegun) > Class.MailboxLimit)
        {
            Interlocked.Decrement(ref _notBegun);
            Interlocked.Decrement(ref _load);
            call.TryFail(new LimitExceededException($"{Class.MailboxLimit} calls wait at {GrainId} already; repeat the call later."));
        }
        else
        {
            _scheduler.Post(call);
        }

        return true;
    }

    /// <summary>Of a worker: a call is about to be given to it.</summary>
    public void AddLoad() => Interlocked.Increment(ref _load);

    /// <summary>Adds a turn of the engine's own; from any thread.</summary>
    public void Post(Action turn) => _scheduler.Post(turn);

    /// <summary>Adds the tick of a timer; from any thread. A timer has one at a time, so ticks need no bound.</summary>
    public void PostTick(IWork tick)
    {
        Interlocked.Increment(ref _notBegun);
        _scheduler.Post(tick);
    }

    /// <summary>Begins to end; from any thread. The first reason stays.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (IsMyTurn)
        {
            OnDeactivationRequested(deactivationReason, cancellationToken);
        }
        else
        {
            Post(() => OnDeactivationRequested(deactivationReason, cancellationToken));
        }
    }

    /// <summary>Ends the activation if it has been idle for its class's age; from any thread.</summary>
    public void CollectIfIdle() => Post(() =>
    {
        if (_status == ActivationStatus.Active && _mailbox.IsIdle && _idleness.IsOver)
        {
            OnDeactivationRequested(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"No call for {Class.CollectionAge}."), default);
        }
    });

    /// <summary>When it was last used, by the silo's clock. For an order among activations; may be a little old.</summary>
    public long LastUse => _idleness.LastUse;

    /// <summary>Ends the activation if nothing runs or waits, because memory is short; from any thread.</summary>
    public void ShedIfQuiet() => Post(() =>
    {
        if (_status == ActivationStatus.Active && _mailbox.IsIdle)
        {
            OnDeactivationRequested(new DeactivationReason(DeactivationReasonCode.HighMemoryPressure, "The process is short of memory."), default);
        }
    });

    /// <summary>In a turn: keeps the activation from being collected before the span has passed.</summary>
    public void DelayDeactivation(TimeSpan span) => _idleness.Delay(span);

    /// <summary>In a turn: ends the timer with the activation.</summary>
    public void AddTimer(IDisposable timer) => _timers.Add(timer);

    /// <summary>Forgets a timer that was disposed; from any thread.</summary>
    public void RemoveTimer(IDisposable timer)
    {
        if (IsMyTurn)
        {
            _timers.Remove(timer);
        }
        else
        {
            Post(() => _timers.Remove(timer));
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"activation of {GrainId}";

    /// <summary>In a turn: work has arrived.</summary>
    public void OnArrival(IWork work)
    {
        if (_status == ActivationStatus.Ended)
        {
            Forward(work);
            return;
        }

        _mailbox.Add(work);
        if (_status == ActivationStatus.New)
        {
            _status = ActivationStatus.Activating;
            _ = ActivateAsync();
        }
    }

    /// <summary>In a turn: work is taken out of the mailbox, to begin or, where nobody waits for it any more, to be dropped.</summary>
    public void OnTaken(IWork work, bool isDropped)
    {
        Interlocked.Decrement(ref _notBegun);
        if (isDropped)
        {
            OnCallOver(work);
        }
    }

    /// <summary>In a turn: work that had begun has ended.</summary>
    public void OnWorkDone(IWork work)
    {
        if (work.CountsAsUse)
        {
            _idleness.Touch();
        }

        OnCallOver(work);
        _mailbox.OnDone(work);
        EndWhenQuiet();
    }

    /// <summary>In a turn: the grain's method threw. An activation whose state somebody else has written must not go on with it.</summary>
    public void OnWorkFailed(Exception exception)
    {
        if (exception is InconsistentStateException { IsAtSource: true } inconsistent)
        {
            inconsistent.IsAtSource = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "Its state was written by somebody else."));
        }
    }

    private void OnCallOver(IWork work)
    {
        if (_colleagues is not null && work is Invocation)
        {
            Interlocked.Decrement(ref _load);
        }
    }

    private async Task ActivateAsync()
    {
        var failure = await UserCode.CatchAsync(_grain.ActivateAsync);
        if (failure is not null)
        {
            LogActivationFailed(failure, GrainId.ToString());
            await EndAsync();
            FailWaiting(failure);
            return;
        }

        _idleness.Touch();
        if (_endReason is null)
        {
            _status = ActivationStatus.Active;
            _mailbox.Open();
        }
        else
        {
            // Asked to end while it began.
            _status = ActivationStatus.Deactivating;
        }

        EndWhenQuiet();
    }

    private void OnDeactivationRequested(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_endReason is not null || _status == ActivationStatus.Ended)
        {
            return;
        }

        _endReason = reason;
        _endToken = cancellationToken;
        if (_status == ActivationStatus.New)
        {
            // Nothing of it exists yet.
            _ = EndAsync();
        }
        else if (_status == ActivationStatus.Active)
        {
            _status = ActivationStatus.Deactivating;
            _mailbox.Close();
            DisposeTimers();
            EndWhenQuiet();
        }
    }

    /// <summary>Goes on to end as soon as nothing runs, or patience is over.</summary>
    private void EndWhenQuiet()
    {
        if (_status != ActivationStatus.Deactivating || _isEnding)
        {
            return;
        }

        if (_mailbox.Running == 0)
        {
            _isEnding = true;
            _ = DeactivateAsync();
            return;
        }

        var silo = Class.Silo;
        _patience ??= silo.Time.CreateTimer(
            static state => ((Activation)state!).Post(((Activation)state).LosePatience),
            this,
            silo.Collection.DeactivationTimeout,
            Timeout.InfiniteTimeSpan);
    }

    private void LosePatience()
    {
        if (_status == ActivationStatus.Deactivating && !_isEnding)
        {
            LogCallsStillRun(GrainId.ToString(), _mailbox.Running);
            _isEnding = true;
            _ = DeactivateAsync();
        }
    }

    private async Task DeactivateAsync()
    {
        DisposeTimers();
        var failure = await UserCode.CatchAsync(() => _grain.DeactivateAsync(_endReason!.Value, _endToken));
        if (failure is not null)
        {
            LogDeactivationFailed(failure, GrainId.ToString());
        }

        await EndAsync();
    }

    private async Task EndAsync()
    {
        DisposeTimers();
        if (_patience is not null)
        {
            await _patience.DisposeAsync();
        }

        var failure = await UserCode.CatchAsync(_grain.DisposeAsync);
        if (failure is not null)
        {
            LogDeactivationFailed(failure, GrainId.ToString());
        }

        _status = ActivationStatus.Ended;
        if (_colleagues is null)
        {
            _catalog.Remove(this, _endReason);
        }
        else
        {
            _colleagues.Remove(this);
        }

        if (_endReason is not null)
        {
            while (_mailbox.TryTakeWaiting(out var work))
            {
                Forward(work);
            }
        }

        _deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        foreach (var failure in _timers.DisposeAll())
        {
            LogDeactivationFailed(failure, GrainId.ToString());
        }
    }

    private void FailWaiting(Exception failure)
    {
        while (_mailbox.TryTakeWaiting(out var work))
        {
            work.Fail(failure);
        }
    }

    private void Forward(IWork work)
    {
        work.Forwards = _mailbox.HasWorked ? 0 : work.Forwards + 1;
        if (work.IsAbandoned)
        {
            return;
        }

        if (work.Forwards > EngineBounds.MaxForwards)
        {
            work.Fail(new OrleansMessageRejectionException($"{GrainId} ended {work.Forwards} times before it did any work; repeat the call later."));
        }
        else
        {
            _catalog.Forward(work);
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Could not activate {Grain}")]
    private partial void LogActivationFailed(Exception exception, string grain);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Deactivating {Grain} failed")]
    private partial void LogDeactivationFailed(Exception exception, string grain);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "Deactivating {Grain} while {Count} of its calls still run")]
    private partial void LogCallsStillRun(string grain, int count);
}
