namespace Berlin.Grains.Tests;

/// <summary>The system's time, which a test can move on.</summary>
internal sealed class ShiftableTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _shift);
}
