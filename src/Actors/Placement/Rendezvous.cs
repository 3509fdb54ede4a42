namespace Berlin.Actors.Placement;

/// <summary>
/// Rendezvous (highest random weight) hashing, D. G. Thaler and C. V. Ravishankar, 1998: every silo gets a score for a key, the
/// highest has it. When a silo leaves, only its own keys move.
/// </summary>
internal static class Rendezvous
{
    public static ulong Score(ulong silo, ulong key) => StableHash64.Combine(silo, key);
}
