namespace Berlin.Actors.Calls;

/// <summary>A monotonic clock that is read for nothing: it steps when its owner steps it, a few times a second.</summary>
/// <param name="time">Where the time comes from.</param>
internal sealed class CoarseClock(TimeProvider time)
{
    private long _now = time.GetTimestamp();

    /// <summary>A timestamp, at most one step old.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>A timestamp of this moment; for what a step would be too late for.</summary>
    public long ReadExactly() => time.GetTimestamp();

    public void Step() => Volatile.Write(ref _now, time.GetTimestamp());

    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Time from this moment to a timestamp; negative where it has passed.</summary>
    public TimeSpan Until(long timestamp) => time.GetElapsedTime(ReadExactly(), timestamp);

    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp, Now);
}
