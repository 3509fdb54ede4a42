namespace Berlin.Actors.Tests.Embedded;

/// <summary>Time that stands still until a test moves it. Timers fire in order of their due times, on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span)
    {
        var target = GetTimestamp() + span.Ticks;
        while (TakeDue(target) is { } due)
        {
            due.Fire();
        }

        Volatile.Write(ref _now, target);
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            var due = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (due is not null)
            {
                Volatile.Write(ref _now, Math.Max(_now, due.Due!.Value));
                due.Due = due.Period > TimeSpan.Zero ? _now + due.Period.Ticks : null;
            }

            return due;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public long? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime.Ticks;
                Period = period;
                if (!time._timers.Contains(this))
                {
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
