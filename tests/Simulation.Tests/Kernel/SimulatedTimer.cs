namespace Berlin.Simulation.Tests.Kernel;

/// <summary>A timer whose ticks are events of its process. While that is paused at most one tick waits, as with the runtime's timers.</summary>
internal sealed class SimulatedTimer(SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private long _plan;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed)
        {
            return false;
        }

        _period = period;
        Plan(dueTime);
        return true;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _plan++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // A later plan makes an earlier one void: its event finds another number.
    private void Plan(TimeSpan dueTime)
    {
        var plan = ++_plan;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            process.Post(dueTime, _ => Tick(plan));
        }
    }

    private void Tick(long plan)
    {
        if (plan != _plan)
        {
            return;
        }

        if (_period != Timeout.InfiniteTimeSpan && _period != TimeSpan.Zero)
        {
            Plan(_period);
        }

        callback(state);
    }
}
