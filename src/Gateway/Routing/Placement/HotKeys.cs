namespace Berlin.Gateway.Routing.Placement;

/// <summary>
/// Finds the keys that one silo alone would not do for: a head answers on one core, so a key beyond
/// <see cref="GatewayOptions.HotKeyRate"/> is spread over as many silos as it has multiples of that, up to
/// <see cref="GatewayOptions.HotKeySilos"/>. Thread-safe.
/// </summary>
/// <remarks>
/// Each further silo holds the model once more and reads its stream once more, and its answers may be a second behind the
/// owner's; hence the bound. Keys are counted in a table of fixed size: two that share a slot are spread too early, which
/// costs memory in silos and is never wrong.
/// </remarks>
internal sealed class HotKeys(GatewayOptions options, TimeProvider time)
{
    /// <summary>Slots; with some hundred busy keys two of them seldom share one.</summary>
    private const int Slots = 8192;

    private Second _second = new(0, new int[Slots], new int[Slots]);

    /// <summary>Counts a request of the key, and says over how many silos its requests go now; at least 1.</summary>
    public int CountAndSpread(string key)
    {
        var second = Now();
        var slot = (key.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % Slots;
        var count = Interlocked.Increment(ref second.Counts[slot]);
        var rate = Math.Max(count, second.Before[slot]);
        return Math.Min(1 + (rate / options.HotKeyRate), options.HotKeySilos);
    }

    private Second Now()
    {
        var number = time.GetTimestamp() / time.TimestampFrequency;
        var second = Volatile.Read(ref _second);
        if (second.Number == number)
        {
            return second;
        }

        var next = new Second(number, new int[Slots], number == second.Number + 1 ? second.Counts : new int[Slots]);
        return Interlocked.CompareExchange(ref _second, next, second) == second ? next : Volatile.Read(ref _second);
    }

    /// <summary>The counts of a second that runs, and those of the one before it.</summary>
    private sealed record Second(long Number, int[] Counts, int[] Before);
}
