using System.Numerics;

namespace Berlin.Actors.Placement;

/// <summary>
/// The 64-bit hash of identities. It is part of the cluster's agreement on who owns a grain, so it never changes:
/// golden vectors in the tests hold it still.
/// </summary>
/// <remarks>
/// Multiply-rotate over the UTF-16 code units, four at a time, then the finalizer of MurmurHash3 (public domain) for avalanche.
/// Not for data that an attacker picks to collide: keys pass the tenant's name rules first.
/// </remarks>
internal static class StableHash64
{
    private const ulong Seed = 0x9E37_79B9_7F4A_7C15;
    private const ulong Multiplier = 0xD6E8_FEB8_6659_FD93;

    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = Seed ^ ((ulong)text.Length * Multiplier);
#if PLANTED_BUGS
        hash += PlantedBugs.Is(PlantedBug.SaltedPlacementHash) ? (ulong)Environment.ProcessId : 0;
#endif
        while (text.Length >= 4)
        {
            var four = text[0] | ((ulong)text[1] << 16) | ((ulong)text[2] << 32) | ((ulong)text[3] << 48);
            hash = Mix(hash, four);
            text = text[4..];
        }

        foreach (var unit in text)
        {
            hash = Mix(hash, unit);
        }

        return Finish(hash);
    }

    public static ulong Combine(ulong first, ulong second) => Finish(Mix(first, second));

    private static ulong Mix(ulong hash, ulong value) => BitOperations.RotateLeft((hash ^ value) * Multiplier, 29) + Seed;

    private static ulong Finish(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xFF51_AFD7_ED55_8CCD;
        hash ^= hash >> 33;
        hash *= 0xC4CE_B9FE_1A85_EC53;
        return hash ^ (hash >> 33);
    }
}
