using System.Text.Json;

namespace Berlin.Silo.Http.Features;

/// <summary>Holds what the canonical form spells otherwise than the request does. Grows to the largest row; serves one thread.</summary>
internal sealed class FeatureScratch
{
    /// <summary>Bytes of the longest escape, <c>\u001f</c>.</summary>
    public const int LongestEscape = 6;

    /// <summary>First buffer; most rows need none.</summary>
    private const int FirstBytes = 256;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Length of the buffer.</summary>
    public int Capacity => _buffer.Length;

    public void Clear() => _length = 0;

    /// <summary>The token's text without its escapes; it must hold no lone surrogate.</summary>
    public TextSlice Unescape(ref readonly Utf8JsonReader reader) => Taken(reader.CopyString(Free(reader.ValueSpan.Length)));

    /// <summary>The text with the escapes that JSON demands: quote, backslash and control characters.</summary>
    public TextSlice Escape(TextSlice text)
    {
        _ = Free(LongestEscape * text.Length);
        return Taken(Escape(_buffer.AsSpan(text.Start, text.Length), _buffer.AsSpan(_length)));
    }

    /// <summary>The same between quotes.</summary>
    public TextSlice Quote(TextSlice text)
    {
        _ = Free((LongestEscape * text.Length) + 2);
        var output = _buffer.AsSpan(_length);
        output[0] = (byte)'"';
        var written = Escape(_buffer.AsSpan(text.Start, text.Length), output[1..]) + 1;
        output[written++] = (byte)'"';
        return Taken(written);
    }

    /// <summary>A number's canonical spelling.</summary>
    public TextSlice Number(ReadOnlySpan<byte> raw, bool isZero) =>
        Taken(CanonicalNumber.Write(raw, isZero, Free(CanonicalNumber.MaxLength(raw.Length))));

    /// <summary>Writes <paramref name="text"/> with the escapes that JSON demands, at most <see cref="LongestEscape"/> bytes for each of its own, and returns the length.</summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var at = 0;
        foreach (var character in text)
        {
            var letter = character switch
            {
                (byte)'"' or (byte)'\\' => character,
                (byte)'\b' => (byte)'b',
                (byte)'\t' => (byte)'t',
                (byte)'\n' => (byte)'n',
                (byte)'\f' => (byte)'f',
                (byte)'\r' => (byte)'r',
                < 0x20 => (byte)'u',
                _ => (byte)0,
            };
            if (letter == 0)
            {
                output[at++] = character;
                continue;
            }

            output[at++] = (byte)'\\';
            output[at++] = letter;
            if (letter == (byte)'u')
            {
                "00"u8.CopyTo(output[at..]);
                output[at + 2] = (byte)('0' + (character >> 4));
                output[at + 3] = (byte)((character & 15) < 10 ? '0' + (character & 15) : 'a' + (character & 15) - 10);
                at += 4;
            }
        }

        return at;
    }

    private Span<byte> Free(int needed)
    {
        if (_buffer.Length - _length < needed)
        {
            Array.Resize(ref _buffer, Math.Max(Math.Max(FirstBytes, 2 * _buffer.Length), _length + needed));
        }

        return _buffer.AsSpan(_length);
    }

    private TextSlice Taken(int written)
    {
        var slice = new TextSlice(_length, written, InScratch: true);
        _length += written;
        return slice;
    }
}
