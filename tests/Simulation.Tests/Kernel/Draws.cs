namespace Berlin.Simulation.Tests.Kernel;

/// <summary>Chance under a seed. SplitMix64 and not <see cref="Random"/>, so that a seed means the same in every release of the runtime.</summary>
internal sealed class Draws(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A source of its own, so that what one subject draws does not shift what another one draws.</summary>
    public Draws Fork() => new(Next());

    public ulong Next()
    {
        unchecked
        {
            var mixed = _state += Golden;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    public TimeSpan Between(TimeSpan low, TimeSpan high) =>
        low + TimeSpan.FromTicks((long)((Next() >> 11) * (1.0 / (1UL << 53)) * (high - low).Ticks));

    public TimeSpan Milliseconds(double low, double high) =>
        Between(TimeSpan.FromTicks((long)(low * TimeSpan.TicksPerMillisecond)), TimeSpan.FromTicks((long)(high * TimeSpan.TicksPerMillisecond)));

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
