using System.Security.Cryptography;

namespace Berlin.Silo.Http.Predictions;

/// <summary>Makes prediction ids: <c>pr_</c> and 16 random bytes as 26 characters of lower-case base32 (RFC 4648, no padding).</summary>
internal static class PredictionId
{
    private const int RandomBytes = 16;
    private const int DigitCount = 26;
    private const string Prefix = "pr_";
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Ids whose bytes are drawn at one time: the generator's fixed cost is many times that of 16 bytes.</summary>
    private const int IdsPerDraw = 64;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _unused;

    /// <summary>A new id; cannot be guessed from earlier ones.</summary>
    public static string Create() => string.Create(Prefix.Length + DigitCount, 0, static (text, _) =>
    {
        Prefix.CopyTo(text);
        Encode(Take(), text[Prefix.Length..]);
    });

    /// <summary>Random bytes of this thread that no id has had.</summary>
    private static ReadOnlySpan<byte> Take()
    {
        var drawn = _drawn ??= new byte[IdsPerDraw * RandomBytes];
        if (_unused == 0)
        {
            RandomNumberGenerator.Fill(drawn);
            _unused = IdsPerDraw;
        }

        return drawn.AsSpan(--_unused * RandomBytes, RandomBytes);
    }

    private static void Encode(ReadOnlySpan<byte> bytes, Span<char> digits)
    {
        var (pending, bits, at) = (0u, 0, 0);
        foreach (var next in bytes)
        {
            pending = (pending << 8) | next;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                digits[at++] = Digits[(int)(pending >> (bits - 5)) & 31];
            }
        }

        digits[at] = Digits[(int)(pending << (5 - bits)) & 31];
    }
}
