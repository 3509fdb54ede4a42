using Berlin.Actors.Calls;

namespace Berlin.Actors.Grains;

/// <summary>How long an activation has not been used, and whether that is long enough to collect it. Used in turns.</summary>
/// <param name="clock">The silo's clock.</param>
/// <param name="age">How long it may be idle; <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</param>
internal sealed class Idleness(CoarseClock clock, TimeSpan age)
{
    private long _lastUse = clock.Now;
    private long _keepUntil;

    public bool IsOver => age != Timeout.InfiniteTimeSpan && clock.Since(_lastUse) >= age && clock.Now >= _keepUntil;

    /// <summary>When it was last used; may be read from any thread.</summary>
    public long LastUse => Volatile.Read(ref _lastUse);

    public void Touch() => Volatile.Write(ref _lastUse, clock.Now);

    /// <summary>Keeps the activation for a span from now; a negative one takes an earlier delay back.</summary>
    public void Delay(TimeSpan span) => _keepUntil = span == TimeSpan.MaxValue || span == Timeout.InfiniteTimeSpan ? long.MaxValue
        : span < TimeSpan.Zero ? 0
        : clock.Now + clock.Ticks(span);
}
