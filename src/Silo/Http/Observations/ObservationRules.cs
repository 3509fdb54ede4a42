namespace Berlin.Silo.Http.Observations;

/// <summary>What the parts of an observation may hold, and how a text tells it.</summary>
internal static class ObservationRules
{
    /// <summary>Longest id in characters.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Longest <c>Idempotency-Key</c> in characters.</summary>
    public const int MaxIdempotencyKeyLength = 64;

    /// <summary>Longest target in characters (Unicode scalar values).</summary>
    public const int MaxTargetLength = 256;

    /// <summary>Longest entity and subject in characters.</summary>
    public const int MaxEntityLength = 63;

    /// <summary>The rule of ids.</summary>
    public const string Id = "a string of 1 to 128 printable ASCII characters without spaces at its ends, other than '.' and '..'";

    /// <summary>The rule of the header.</summary>
    public const string IdempotencyKey = "one value of 1 to 64 printable ASCII characters";

    /// <summary>The rule of targets.</summary>
    public const string Target = "a string of 1 to 256 characters, none of them a control character";

    /// <summary>The rule of entities and subjects.</summary>
    public const string Entity = "a string of 1 to 63 printable ASCII characters without '/' and '#', other than '.' and '..'";

    /// <summary>The rule of times.</summary>
    public const string At = "an RFC 3339 time with an offset, for example 2014-04-02T00:00:00Z";

    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is >= 1 and <= MaxIdLength && IsPrintableAscii(text) && text[0] != (byte)' ' && text[^1] != (byte)' ' && !IsDots(text);

    public static bool IsEntity(ReadOnlySpan<byte> text) =>
        text.Length is >= 1 and <= MaxEntityLength && IsPrintableAscii(text) && text.IndexOfAny((byte)'/', (byte)'#') < 0 && !IsDots(text);

    public static bool IsTarget(ReadOnlySpan<byte> text) =>
        text.Length >= 1 && CountCharacters(text) <= MaxTargetLength && !HasControlCharacter(text);

    public static bool IsIdempotencyKey(string text) =>
        text.Length is >= 1 and <= MaxIdempotencyKeyLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Ids, entities and subjects stand in paths, where every party takes these two for steps and not for names.</summary>
    private static bool IsDots(ReadOnlySpan<byte> text) => text is [(byte)'.'] or [(byte)'.', (byte)'.'];

    private static bool IsPrintableAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        var continuations = 0;
        foreach (var part in utf8)
        {
            continuations += (part & 0xC0) == 0x80 ? 1 : 0;
        }

        return utf8.Length - continuations;
    }

    private static bool HasControlCharacter(ReadOnlySpan<byte> utf8) =>
        utf8.ContainsAnyInRange((byte)0, (byte)0x1F) || utf8.Contains((byte)0x7F) || HasC1Control(utf8);

    /// <summary>U+0080 to U+009F are C2 80 to C2 9F.</summary>
    private static bool HasC1Control(ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOf((byte)0xC2) is var at and >= 0)
        {
            if (utf8[at + 1] <= 0x9F)
            {
                return true;
            }

            utf8 = utf8[(at + 2)..];
        }

        return false;
    }
}
