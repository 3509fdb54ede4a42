namespace Berlin.Silo.Http.Features;

/// <summary>
/// One spelling for each decimal value, so that <c>12.50</c>, <c>12.5</c> and <c>1.25e1</c> are the same content.
/// </summary>
/// <remarks>
/// The layout is ECMAScript's (as RFC 8785 takes it): plain from 1e-6 up to 21 integer digits, otherwise
/// <c>d.ddde±x</c>. Unlike there, no digit is rounded away: 2^53 + 1 keeps its last digit, so two values that differ
/// are never the same content. Values that a double rounds to zero are <c>0</c>, and so is <c>-0</c>.
/// </remarks>
internal static class CanonicalNumber
{
    /// <summary>Most integer digits that are written without an exponent.</summary>
    private const int MaxPlainDigits = 21;

    /// <summary>Most zeros between the decimal point and the first digit that are written without an exponent.</summary>
    private const int MaxPlainZeros = 5;

    /// <summary>Numbers without an exponent and at most this long are finite, and not zero by underflow.</summary>
    private const int SurelyFiniteLength = 300;

    /// <summary>Beyond any exponent of a finite number; larger ones saturate here.</summary>
    private const int ExponentBound = 100_000_000;

    /// <summary>Whether <paramref name="raw"/>, a JSON number without an exponent, is finite without a look at its value.</summary>
    public static bool IsSurelyFinite(ReadOnlySpan<byte> raw) => raw.Length <= SurelyFiniteLength && raw.IndexOfAny((byte)'e', (byte)'E') < 0;

    /// <summary>Whether <paramref name="raw"/>, a JSON number, is spelled canonically already.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> raw)
    {
        var digits = raw[0] == (byte)'-' ? raw[1..] : raw;
        if (digits.IndexOfAny((byte)'e', (byte)'E') >= 0)
        {
            return false;
        }

        var point = digits.IndexOf((byte)'.');
        if (point < 0)
        {
            return digits.Length <= MaxPlainDigits && (digits[0] != (byte)'0' || digits.Length == raw.Length);
        }

        return point <= MaxPlainDigits
            && digits[^1] != (byte)'0'
            && (digits[0] != (byte)'0' || digits[(point + 1)..].IndexOfAnyExcept((byte)'0') <= MaxPlainZeros);
    }

    /// <summary>Most bytes that <see cref="Write"/> writes for a number of <paramref name="rawLength"/> bytes.</summary>
    public static int MaxLength(int rawLength) => rawLength + MaxPlainDigits + MaxPlainZeros + 8;

    /// <summary>Writes the canonical spelling of a finite JSON number and returns its length.</summary>
    /// <param name="raw">The number as sent.</param>
    /// <param name="isZero">Whether its value as a double is zero.</param>
    /// <param name="output">At least <see cref="MaxLength"/> bytes.</param>
    public static int Write(ReadOnlySpan<byte> raw, bool isZero, Span<byte> output)
    {
        if (isZero)
        {
            output[0] = (byte)'0';
            return 1;
        }

        var length = 0;
        if (raw[0] == (byte)'-')
        {
            output[length++] = (byte)'-';
            raw = raw[1..];
        }

        // The significant digits are collected where the output begins and moved apart afterwards.
        var digits = output[length..];
        var (count, pointAt) = CollectDigits(raw, digits);
        return length + Arrange(digits, count, pointAt);
    }

    /// <summary>Copies the digits without leading and trailing zeros; the value is 0.ddd x 10^pointAt.</summary>
    private static (int Count, int PointAt) CollectDigits(ReadOnlySpan<byte> raw, Span<byte> digits)
    {
        var exponent = 0;
        var e = raw.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            exponent = ReadExponent(raw[(e + 1)..]);
            raw = raw[..e];
        }

        var point = raw.IndexOf((byte)'.');
        var integer = point < 0 ? raw : raw[..point];
        var fraction = point < 0 ? default : raw[(point + 1)..];
        integer.CopyTo(digits);
        fraction.CopyTo(digits[integer.Length..]);

        var all = digits[..(integer.Length + fraction.Length)];
        var first = all.IndexOfAnyExcept((byte)'0');
        var count = all.LastIndexOfAnyExcept((byte)'0') + 1 - first;
        all.Slice(first, count).CopyTo(digits);
        return (count, integer.Length - first + exponent);
    }

    private static int ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == (byte)'-';
        var value = 0;
        foreach (var digit in text[0] is (byte)'-' or (byte)'+' ? text[1..] : text)
        {
            value = Math.Min(ExponentBound, (value * 10) + (digit - (byte)'0'));
        }

        return negative ? -value : value;
    }

    private static int Arrange(Span<byte> digits, int count, int pointAt)
    {
        if (pointAt > MaxPlainDigits || pointAt <= -(MaxPlainZeros + 1))
        {
            return ArrangeWithExponent(digits, count, pointAt - 1);
        }

        if (pointAt >= count)
        {
            digits[count..pointAt].Fill((byte)'0');
            return pointAt;
        }

        if (pointAt > 0)
        {
            digits[pointAt..count].CopyTo(digits[(pointAt + 1)..]);
            digits[pointAt] = (byte)'.';
            return count + 1;
        }

        var zeros = -pointAt;
        digits[..count].CopyTo(digits[(zeros + 2)..]);
        digits[..(zeros + 2)].Fill((byte)'0');
        digits[1] = (byte)'.';
        return count + zeros + 2;
    }

    private static int ArrangeWithExponent(Span<byte> digits, int count, int exponent)
    {
        var length = count;
        if (count > 1)
        {
            digits[1..count].CopyTo(digits[2..]);
            digits[1] = (byte)'.';
            length++;
        }

        digits[length++] = (byte)'e';
        digits[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        _ = Math.Abs(exponent).TryFormat(digits[length..], out var written);
        return length + written;
    }
}
