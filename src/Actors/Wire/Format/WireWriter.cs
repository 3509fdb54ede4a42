using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Berlin.Actors.Wire;

/// <summary>Writes one frame. Generated codecs call it; numbers are little-endian.</summary>
/// <remarks>Not for more than one thread. The buffer grows to <see cref="WireBounds.MaxFrameBytes"/> and no further.</remarks>
public sealed class WireWriter
{
    private const int FirstBytes = 1024;

    /// <summary>A larger buffer is not kept for the next frame: the large ones are rare.</summary>
    private const int KeptBytes = 1 << 20;

    /// <summary>Length of a block that is null.</summary>
    internal const uint NullBlockLength = uint.MaxValue;

    [ThreadStatic]
    private static WireWriter? t_spare;

    private byte[] _buffer = new byte[FirstBytes];
    private int _position;
    private int _depth;

    internal WireWriter()
    {
    }

    /// <summary>What has been written; valid until the next write.</summary>
    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _position);

    /// <summary>A writer that is empty; give it back by <see cref="Return"/>.</summary>
    internal static WireWriter Rent()
    {
        var writer = t_spare ?? new WireWriter();
        t_spare = null;
        writer._position = writer._depth = 0;
        return writer;
    }

    internal static void Return(WireWriter writer)
    {
        if (writer._buffer.Length <= KeptBytes)
        {
            t_spare = writer;
        }
    }

    /// <summary>Writes the head of a field.</summary>
    /// <param name="tag">Number of the member, shifted left by three, and its <see cref="WireType"/>.</param>
    public void Tag(ulong tag) => Varint(tag);

    /// <summary>Writes a number in as few bytes as it needs.</summary>
    /// <param name="value">The number.</param>
    public void Varint(ulong value)
    {
        var target = Reserve(10);
        var count = 0;
        while (value >= 0x80)
        {
            target[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[count++] = (byte)value;
        _position += count;
    }

    /// <summary>Writes a signed number so that small ones are short.</summary>
    /// <param name="value">The number.</param>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes 4 bytes.</summary>
    /// <param name="value">The number.</param>
    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        _position += 4;
    }

    /// <summary>Writes 8 bytes.</summary>
    /// <param name="value">The number.</param>
    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        _position += 8;
    }

    /// <summary>Writes 16 bytes.</summary>
    /// <param name="value">The number.</param>
    public void Fixed128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);
        _position += 16;
    }

    /// <summary>Writes text: UTF-8, or UTF-16 where it holds half of a surrogate pair, which UTF-8 cannot say.</summary>
    /// <param name="text">The text, or null.</param>
    public void Text(string? text)
    {
        if (text is null)
        {
            Varint(0);
            return;
        }

        var start = _position;
        Varint(TextHead(text.Length, isUtf16: false));
        if (Ascii.FromUtf16(text, Reserve(text.Length), out var written) == OperationStatus.Done)
        {
            _position += written;
            return;
        }

        _position = start;
        var bytes = Encoding.UTF8.GetByteCount(text);
        Varint(TextHead(bytes, isUtf16: false));
        if (Utf8.FromUtf16(text, Reserve(bytes), out _, out written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            _position += written;
            return;
        }

        _position = start;
        Varint(TextHead(text.Length * sizeof(char), isUtf16: true));
        Raw<char>(text);
    }

    /// <summary>Writes an array of numbers as one piece.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="numbers">The numbers.</param>
    /// <param name="isNull">Whether there is no array at all.</param>
    public void Numbers<T>(ReadOnlySpan<T> numbers, bool isNull)
        where T : unmanaged
    {
        if (isNull)
        {
            Varint(0);
            return;
        }

        Varint((((ulong)numbers.Length * (ulong)Unsafe.SizeOf<T>()) << 1) + 1);
        Raw(numbers);
    }

    /// <summary>Writes that there is no block.</summary>
    public void NullBlock() => Fixed32(NullBlockLength);

    /// <summary>Begins a block.</summary>
    /// <returns>For <see cref="EndBlock"/>.</returns>
    /// <exception cref="NotSupportedException">Blocks are nested too deep.</exception>
    public int BeginBlock()
    {
        if (++_depth > WireBounds.MaxDepth)
        {
            throw new NotSupportedException($"The value is nested deeper than {WireBounds.MaxDepth} levels, which does not cross between processes.");
        }

        Fixed32(0);
        return _position;
    }

    /// <summary>Ends a block.</summary>
    /// <param name="start">What <see cref="BeginBlock"/> returned.</param>
    public void EndBlock(int start)
    {
        _depth--;
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(start - 4), (uint)(_position - start));
    }

    internal void Byte(byte value)
    {
        Reserve(1)[0] = value;
        _position++;
    }

    private static ulong TextHead(int bytes, bool isUtf16) => (((ulong)bytes << 1) | (isUtf16 ? 1UL : 0)) + 1;

    private void Raw<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        // The multiplication cannot overflow: a longer span does not fit into Reserve's bound either.
        var bytes = MemoryMarshal.AsBytes(numbers);
        var target = Reserve(bytes.Length);
        bytes.CopyTo(target);
        if (!BitConverter.IsLittleEndian)
        {
            WireReader.ReverseEach(target[..bytes.Length], Unsafe.SizeOf<T>());
        }

        _position += bytes.Length;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _position < bytes)
        {
            Grow(bytes);
        }

        return _buffer.AsSpan(_position);
    }

    private void Grow(int bytes)
    {
        var needed = (long)_position + bytes;
        if (needed > WireBounds.MaxFrameBytes)
        {
            throw new NotSupportedException(
                $"The arguments or the result take more than {WireBounds.MaxFrameBytes} bytes, which is the most that crosses between processes at once.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(WireBounds.MaxFrameBytes, Math.Max(needed, _buffer.Length * 2L)));
    }
}
