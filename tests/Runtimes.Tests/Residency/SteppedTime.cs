namespace Berlin.Runtimes.Tests.Residency;

/// <summary>Timestamps that stand still until a test moves them. Timers are the machine's.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public void Advance(TimeSpan span) => Interlocked.Add(ref _now, span.Ticks);
}
