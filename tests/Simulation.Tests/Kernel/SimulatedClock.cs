namespace Berlin.Simulation.Tests.Kernel;

/// <summary>
/// The clocks of one process. Its timers and timestamps follow simulated time, which no fault touches; its wall clock is off by an
/// offset and goes at a rate of its own.
/// </summary>
internal sealed class SimulatedClock(SimulatedProcess process) : TimeProvider
{
    /// <summary>Wall time at the start of every simulation.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _setTo = Epoch;
    private long _setAt;
    private double _rate = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        process.World.CheckThread();
        return process.World.Now;
    }

    public override DateTimeOffset GetUtcNow() => _setTo.AddTicks((long)((GetTimestamp() - _setAt) * _rate));

    /// <summary>Steps the wall clock and changes its rate from now on.</summary>
    public void Set(TimeSpan step, double rate)
    {
        (_setTo, _setAt) = (GetUtcNow() + step, process.World.Now);
        _rate = rate;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
