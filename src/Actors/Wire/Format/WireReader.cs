using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Berlin.Actors.Wire;

/// <summary>Reads one frame. Nothing that it reads is believed: each length, depth and number is checked against its bound.</summary>
/// <remarks>
/// Memory is bounded too: what is made of a frame is charged against a budget of <see cref="BudgetPerByte"/> times its length, because a
/// few damaged bytes can claim a long collection of nulls.
/// </remarks>
public ref struct WireReader
{
    /// <summary>Bytes of memory per byte of the frame. The most that honest values take is 24: an absent value of 24 bytes is one byte.</summary>
    internal const int BudgetPerByte = 32;

    private const int BudgetAtLeast = 1 << 16;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _end;
    private int _depth;
    private long _budget;

    internal WireReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _end = bytes.Length;
        _budget = BudgetAtLeast + ((long)BudgetPerByte * bytes.Length);
    }

    internal readonly bool IsAtEnd => _position == _end;

    /// <summary>Reads a number.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return shift == 63 && next > 1 ? throw Damaged("a number is longer than 64 bits") : value;
            }
        }

        throw Damaged("a number is longer than 10 bytes");
    }

    /// <summary>Reads a number.</summary>
    /// <param name="largest">The largest that is right.</param>
    public ulong Varint(ulong largest)
    {
        var value = Varint();
        return value <= largest ? value : throw Damaged($"a number is {value}, its type ends at {largest}");
    }

    /// <summary>Reads a signed number.</summary>
    public long Signed()
    {
        var folded = Varint();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>Reads a signed number.</summary>
    /// <param name="smallest">The smallest that is right.</param>
    /// <param name="largest">The largest that is right.</param>
    public long Signed(long smallest, long largest)
    {
        var value = Signed();
        return value >= smallest && value <= largest ? value : throw Damaged($"a number is {value}, its type holds {smallest} to {largest}");
    }

    /// <summary>Reads 4 bytes.</summary>
    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads 8 bytes.</summary>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads 16 bytes.</summary>
    public UInt128 Fixed128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    /// <summary>Reads text, or null.</summary>
    public string? Text()
    {
        var head = Varint();
        if (head == 0)
        {
            return null;
        }

        var bytes = Take((head - 1) >> 1);
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        return ((head - 1) & 1) == 0 ? TextOfUtf8(bytes) : TextOfUtf16(bytes);
    }

    /// <summary>Reads an array of numbers, or null.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    public T[]? Numbers<T>()
        where T : unmanaged
    {
        var head = Varint();
        if (head == 0)
        {
            return null;
        }

        var size = Unsafe.SizeOf<T>();
        var bytes = Take((head - 1) >> 1);
        if (((head - 1) & 1) != 0 || bytes.Length % size != 0)
        {
            throw Damaged($"an array of {typeof(T).Name} takes {bytes.Length} bytes, which is no multiple of {size}");
        }

        if (bytes.IsEmpty)
        {
            return [];
        }

        var numbers = GC.AllocateUninitializedArray<T>(bytes.Length / size);
        var target = MemoryMarshal.AsBytes(numbers.AsSpan());
        bytes.CopyTo(target);
        if (!BitConverter.IsLittleEndian)
        {
            ReverseEach(target, size);
        }

        return numbers;
    }

    /// <summary>Begins a block.</summary>
    /// <param name="cost">Bytes of memory that the value takes beside those of its parts.</param>
    /// <param name="outer">For <see cref="EndBlock"/>.</param>
    /// <returns>False where there is no block: the value is null.</returns>
    public bool BeginBlock(int cost, out int outer)
    {
        outer = _end;
        var length = Fixed32();
        if (length == WireWriter.NullBlockLength)
        {
            return false;
        }

        if (length > (uint)(_end - _position))
        {
            throw Damaged($"a block of {length} bytes begins {_end - _position} bytes before the end");
        }

        if (++_depth > WireBounds.MaxDepth)
        {
            throw Damaged($"blocks are nested deeper than {WireBounds.MaxDepth} levels");
        }

        Charge(cost, 1);
        _end = _position + (int)length;
        return true;
    }

    /// <summary>Ends a block.</summary>
    /// <param name="outer">What <see cref="BeginBlock"/> gave.</param>
    public void EndBlock(int outer)
    {
        if (_position != _end)
        {
            throw Damaged($"a block ends {_end - _position} bytes after its value");
        }

        _end = outer;
        _depth--;
    }

    /// <summary>Reads the head of the next field of a block.</summary>
    /// <param name="id">Number of the member.</param>
    /// <param name="type">How its value is written.</param>
    /// <returns>False at the end of the block.</returns>
    public bool NextField(out ulong id, out WireType type)
    {
        if (_position == _end)
        {
            (id, type) = (0, default);
            return false;
        }

        var tag = Varint();
        (id, type) = (tag >> 3, (WireType)(tag & 7));
        return true;
    }

    /// <summary>Whether a field has a value.</summary>
    /// <param name="type">How the field is written.</param>
    /// <param name="expected">How its member is written.</param>
    /// <returns>False where it is null.</returns>
    public static bool Holds(WireType type, WireType expected) => type == expected || (type == WireType.Null
        ? false
        : throw Damaged($"a field is written as {type}, its member as {expected}"));

    /// <summary>Passes over a field that this version does not know.</summary>
    /// <param name="type">How it is written.</param>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed128:
                Take(16);
                break;
            case WireType.Bytes when Varint() is not 0 and var head:
                Take((head - 1) >> 1);
                break;
            case WireType.Block when Fixed32() is not WireWriter.NullBlockLength and var length:
                Take(length);
                break;
            case WireType.Bytes or WireType.Block or WireType.Null:
                break;
            default:
                throw Damaged($"a field is written as {type}, which does not exist");
        }
    }

    /// <summary>Reads how many elements follow, and takes their memory from the budget.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    public int Count<T>() => Count(Unsafe.SizeOf<T>());

    /// <summary>Reads how many elements follow, and takes their memory from the budget.</summary>
    /// <param name="bytesOfEach">Memory of an element.</param>
    internal int Count(int bytesOfEach)
    {
        // Each element takes a byte at least.
        var count = Varint();
        if (count > (ulong)(_end - _position))
        {
            throw Damaged($"a collection of {count} elements begins {_end - _position} bytes before the end");
        }

        Charge(bytesOfEach, (int)count);
        return (int)count;
    }

    /// <summary>Tells of bytes that hold no value of their type.</summary>
    /// <param name="fault">What is wrong, without a full stop.</param>
    public static WireFormatException Damaged(string fault) => new($"A message is damaged: {fault}.");

    internal byte Byte() => Take(1)[0];

    /// <summary>Everything that has not been read.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _bytes[_position.._end];

    /// <summary>Reads text without an allocation where it is ASCII and fits; otherwise reads nothing.</summary>
    internal bool TryAsciiText(scoped Span<char> buffer, out int length)
    {
        var start = _position;
        var head = Varint();
        if (head > 0 && ((head - 1) & 1) == 0 && Take((head - 1) >> 1) is var bytes && bytes.Length <= buffer.Length
            && Ascii.ToUtf16(bytes, buffer, out length) == System.Buffers.OperationStatus.Done)
        {
            return true;
        }

        _position = start;
        length = 0;
        return false;
    }

    /// <summary>Turns the bytes of each number around.</summary>
    internal static void ReverseEach(Span<byte> bytes, int size)
    {
        for (var start = 0; start < bytes.Length; start += size)
        {
            bytes.Slice(start, size).Reverse();
        }
    }

    private static string TextOfUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new WireFormatException("A message is damaged: a text is not UTF-8.", exception);
        }
    }

    private static string TextOfUtf16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(char) != 0)
        {
            throw Damaged($"a text of UTF-16 takes {bytes.Length} bytes");
        }

        return string.Create(bytes.Length / sizeof(char), bytes, static (text, source) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                text[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(index * sizeof(char))..]);
            }
        });
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_end - _position))
        {
            throw Damaged($"{count} bytes are wanted {_end - _position} bytes before the end");
        }

        var taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private void Charge(int bytes, int times)
    {
        _budget -= (long)bytes * times;
        if (_budget < 0)
        {
            throw Damaged($"its {_bytes.Length} bytes claim more memory than honest values take");
        }
    }
}
