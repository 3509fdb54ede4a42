using Berlin.Actors.Grains;
using Berlin.Actors.Turns;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Berlin.Actors.Timers;

/// <summary>A timer of a grain: each tick is a piece of work, and the next one is planned when it has ended.</summary>
/// <remarks>Used in turns of its grain, except <see cref="Dispose"/>.</remarks>
internal sealed partial class GrainTimer<TState> : IGrainTimer, IWork
{
    private readonly ILogger _logger;
    private readonly Activation _activation;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly bool _keepsAlive;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private TimeSpan? _changedDueTime;
    private bool _isTicking;
    private Task? _tick;

    public GrainTimer(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _logger = activation.Class.Silo.ActivationLogger;
        _callback = callback;
        _state = state;
        _keepsAlive = options.KeepAlive;
        Kind = options.Interleave ? WorkKind.Interleaving : WorkKind.Exclusive;

        // The timer must not carry the ambient values of the call that registers it into every tick.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Class.Silo.Time.CreateTimer(
                static timer => ((GrainTimer<TState>)timer!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        activation.AddTimer(this);
    }

    public WorkKind Kind { get; }

    public bool IsAbandoned => _disposed.IsCancellationRequested;

    public bool CountsAsUse => _keepsAlive;

    public int Forwards { get; set; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ObjectDisposedException.ThrowIf(IsAbandoned, this);
        ThrowIfNegative(dueTime, nameof(dueTime));
        ThrowIfNegative(period, nameof(period));
        _period = period;
        if (_isTicking)
        {
            _changedDueTime = dueTime;
        }
        else
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Begin(Activation activation)
    {
        _isTicking = true;
        var tick = _callback(_state, _disposed.Token);
        if (tick.IsCompletedSuccessfully)
        {
            PlanNext();
            activation.OnWorkDone(this);
        }
        else
        {
            _tick = tick;
            tick.GetAwaiter().UnsafeOnCompleted(OnTickDone);
        }
    }

    public void Fail(Exception reason)
    {
        LogTickFailed(reason, _activation.GrainId.ToString());
        PlanNext();
    }

    public void Dispose()
    {
        if (!IsAbandoned)
        {
            _timer.Dispose();
            _activation.RemoveTimer(this);
            _disposed.Cancel();
        }
    }

    private static void ThrowIfNegative(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        }
    }

    private void OnDue()
    {
        if (!IsAbandoned)
        {
            _activation.PostTick(this);
        }
    }

    private void OnTickDone()
    {
        if (_tick!.IsCompletedSuccessfully || IsAbandoned)
        {
            PlanNext();
        }
        else
        {
            var failure = _tick.Exception?.InnerException ?? new TaskCanceledException(_tick);
            _activation.OnWorkFailed(failure);
            Fail(failure);
        }

        _activation.OnWorkDone(this);
    }

    private void PlanNext()
    {
        _isTicking = false;
        _tick = null;
        if (!IsAbandoned)
        {
            _timer.Change(_changedDueTime ?? _period, Timeout.InfiniteTimeSpan);
        }

        _changedDueTime = null;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Error, Message = "A timer of {Grain} failed; it goes on")]
    private partial void LogTickFailed(Exception exception, string grain);
}
