using System.Buffers.Binary;
using System.Text;

namespace Berlin.Learning;

/// <summary>64-bit hash that is the same in every process, on every processor and in every release of the state format.</summary>
/// <remarks>
/// Eight bytes a step are mixed by multiplication with odd constants and a fold of the high half into the low one.
/// Not keyed: it spreads honest values; a tenant who makes values collide harms only the own model.
/// </remarks>
internal static class StableHash
{
    /// <summary>Fraction of the golden ratio in 64 bits.</summary>
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Fraction of the square root of 2 in 64 bits, made odd.</summary>
    private const ulong RootTwo = 0x6A09_E667_F3BC_C909;

    /// <summary>Fraction of the square root of 3 in 64 bits, made odd.</summary>
    private const ulong RootThree = 0xBB67_AE85_84CA_A73B;

    private const int LongestStackText = 256;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Golden * (ulong)(bytes.Length + 1);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Step(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        hash = Step(hash, rest);
        hash *= Golden;
        return hash ^ (hash >> 29);
    }

    /// <summary>The hash of a text's UTF-8; never 0.</summary>
    public static ulong OfText(string text)
    {
        Span<byte> buffer = stackalloc byte[LongestStackText];
        var hash = Encoding.UTF8.TryGetBytes(text, buffer, out var length) ? Of(buffer[..length]) : Of(Encoding.UTF8.GetBytes(text));
        return hash == 0 ? 1 : hash;
    }

    /// <summary>The hash of two numbers.</summary>
    public static ulong OfPair(ulong first, ulong second) => Step(Step(Golden, first), second) * Golden;

    private static ulong Step(ulong hash, ulong word)
    {
        hash = (hash ^ word) * RootTwo;
        hash = (hash ^ (hash >> 32)) * RootThree;
        return hash ^ (hash >> 31);
    }
}
