namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>The grammar of JSON numbers (RFC 8259, section 6).</summary>
internal static class JsonNumber
{
    /// <summary>Whether <paramref name="text"/> is one number and nothing else.</summary>
    public static bool IsOne(ReadOnlySpan<byte> text)
    {
        var rest = text.StartsWith("-"u8) ? text[1..] : text;
        var integer = CountDigits(rest);
        if (integer == 0 || (integer > 1 && rest[0] == (byte)'0'))
        {
            return false;
        }

        rest = rest[integer..];
        if (rest.StartsWith("."u8))
        {
            var fraction = CountDigits(rest[1..]);
            if (fraction == 0)
            {
                return false;
            }

            rest = rest[(fraction + 1)..];
        }

        if (rest.IsEmpty || (rest[0] | 0x20) != (byte)'e')
        {
            return rest.IsEmpty;
        }

        rest = rest[1..];
        rest = !rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-' ? rest[1..] : rest;
        return !rest.IsEmpty && CountDigits(rest) == rest.Length;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var other = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? text.Length : other;
    }
}
