using System.Text;
using System.Text.Json;

namespace Berlin.Silo.Http.Json;

/// <summary>Reads strings as UTF-8 without making .NET strings of them.</summary>
internal static class JsonText
{
    /// <summary>Names are shown up to this many characters in error texts.</summary>
    private const int MaxShownCharacters = 64;

    /// <summary>
    /// Whether an escaped string (between its quotes, as sent, well-formed) holds a surrogate that is not half of a pair.
    /// </summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        while (escaped.IndexOf((byte)'\\') is var at and >= 0)
        {
            if (escaped[at + 1] != (byte)'u')
            {
                escaped = escaped[(at + 2)..];
                continue;
            }

            var unit = ReadUnit(escaped, at);
            escaped = escaped[(at + 6)..];
            if (char.IsLowSurrogate(unit))
            {
                return true;
            }

            if (char.IsHighSurrogate(unit))
            {
                if (!escaped.StartsWith("\\u"u8) || !char.IsLowSurrogate(ReadUnit(escaped, 0)))
                {
                    return true;
                }

                escaped = escaped[6..];
            }
        }

        return false;
    }

    /// <summary>Whether the token is the text <paramref name="text"/>, also where it is sent with escapes.</summary>
    public static bool Is(ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        !reader.ValueIsEscaped ? reader.ValueSpan.SequenceEqual(text) : !HasLoneSurrogate(reader.ValueSpan) && reader.ValueTextEquals(text);

    /// <summary>
    /// The token's text in UTF-8: a slice of the document, or written to <paramref name="scratch"/> (at least as long
    /// as the raw token) where it holds escapes. False where it holds a lone surrogate.
    /// </summary>
    public static bool TryGetUtf8(ref readonly Utf8JsonReader reader, Span<byte> scratch, out ReadOnlySpan<byte> text)
    {
        if (!reader.ValueIsEscaped)
        {
            text = reader.ValueSpan;
            return true;
        }

        if (HasLoneSurrogate(reader.ValueSpan))
        {
            text = default;
            return false;
        }

        text = scratch[..reader.CopyString(scratch)];
        return true;
    }

    /// <summary>A name out of a request as error texts show it: not longer than anyone reads, lone surrogates as they were sent.</summary>
    public static string Show(ref readonly Utf8JsonReader reader)
    {
        var lone = reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan);
        return Show(lone ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!);
    }

    /// <summary>A name out of a request as error texts show it.</summary>
    public static string Show(string name)
    {
        if (name.Length <= MaxShownCharacters)
        {
            return name;
        }

        var end = char.IsHighSurrogate(name[MaxShownCharacters - 1]) ? MaxShownCharacters - 1 : MaxShownCharacters;
        return string.Concat(name.AsSpan(0, end), "…");
    }

    private static char ReadUnit(ReadOnlySpan<byte> escaped, int at)
    {
        var unit = 0;
        foreach (var digit in escaped.Slice(at + 2, 4))
        {
            unit = (unit << 4) | (digit <= (byte)'9' ? digit - (byte)'0' : (digit | 0x20) - (byte)'a' + 10);
        }

        return (char)unit;
    }
}
