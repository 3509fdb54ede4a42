namespace Berlin.Silo.Http.Observations;

/// <summary>
/// Times as RFC 3339, section 5.6, writes them, with an offset; nothing looser. Seconds run from 0 to 59, and
/// digits beyond 100 ns are dropped.
/// </summary>
internal static class Rfc3339
{
    /// <summary>Longest time that is read: nine digits of a second and a numeric offset.</summary>
    public const int MaxLength = 35;

    /// <summary>The time in UTC; false where <paramref name="text"/> is no such time, or one before year 1 or after 9999.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > MaxLength
            || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !TryReadDate(text, out var ticks)
            || !TryRead(text[11..13], 23, out var hour)
            || !TryRead(text[14..16], 59, out var minute)
            || !TryRead(text[17..19], 59, out var second)
            || !TryReadFraction(text[19..], out var fraction, out var offsetAt)
            || !TryReadOffset(text[(19 + offsetAt)..], out var offsetMinutes))
        {
            return false;
        }

        ticks += fraction
            + (((hour * 3600L) + (minute * 60L) + second) * TimeSpan.TicksPerSecond)
            - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!TryRead(text[..4], 9999, out var year) || year == 0
            || !TryRead(text[5..7], 12, out var month) || month == 0
            || !TryRead(text[8..10], 31, out var day) || day == 0
            || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = 0;
        length = 0;
        if (text[0] != '.')
        {
            return true;
        }

        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > 9)
        {
            return false;
        }

        for (var index = 0; index < 7; index++)
        {
            ticks = (ticks * 10) + (index < digits ? text[1 + index] - '0' : 0);
        }

        length = digits + 1;
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryRead(text[1..3], 23, out var hour) || !TryRead(text[4..6], 59, out var minute))
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> digits, int max, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return value <= max;
    }
}
