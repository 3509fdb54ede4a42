using System.Buffers;
using System.Text;

namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>Writes records of RFC 4180 into one buffer that grows to the longest answer of a slice. Serves one thread.</summary>
internal sealed class CsvText
{
    private static readonly SearchValues<byte> Quoted = SearchValues.Create("\",\r\n"u8);

    private byte[] _buffer = new byte[32 * 1024];
    private bool _isLineStart = true;

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    private int Length { get; set; }

    public void Clear() => Length = 0;

    /// <summary>An empty field.</summary>
    public void Field() => Separate();

    /// <summary>A whole number.</summary>
    public void Field(long value)
    {
        Separate();
        _ = value.TryFormat(Free(20), out var written);
        Length += written;
    }

    /// <summary>A probability, in the fewest digits that give the same double back.</summary>
    public void Field(double value)
    {
        Separate();
        _ = value.TryFormat(Free(32), out var written);
        Length += written;
    }

    /// <summary>A text, quoted where it must be.</summary>
    public void Field(string text)
    {
        Separate();
        var free = Free((2 * Encoding.UTF8.GetMaxByteCount(text.Length)) + 2);
        var length = Encoding.UTF8.GetBytes(text, free);
        Length += free[..length].ContainsAny(Quoted) ? Quote(free, length) : length;
    }

    public void EndLine()
    {
        // The RFC's line end; every reader of CSV takes it.
        "\r\n"u8.CopyTo(Free(2));
        Length += 2;
        _isLineStart = true;
    }

    private static int Quote(Span<byte> text, int length)
    {
        // Moved to the end of the room first, and back with its quotes doubled.
        var moved = text[^length..];
        text[..length].CopyTo(moved);
        var at = 0;
        text[at++] = (byte)'"';
        foreach (var character in moved)
        {
            text[at++] = character;
            if (character == (byte)'"')
            {
                text[at++] = character;
            }
        }

        text[at++] = (byte)'"';
        return at;
    }

    private void Separate()
    {
        if (_isLineStart)
        {
            _isLineStart = false;
            return;
        }

        Free(1)[0] = (byte)',';
        Length++;
    }

    private Span<byte> Free(int needed)
    {
        if (_buffer.Length - Length < needed)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + needed));
        }

        return _buffer.AsSpan(Length);
    }
}
