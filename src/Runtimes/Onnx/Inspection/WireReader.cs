namespace Berlin.Runtimes.Onnx.Inspection;

/// <summary>Reads the fields of one Protocol Buffers message, whoever wrote it: it never reads past its bytes, and allocates nothing.</summary>
/// <remarks>Source: Protocol Buffers, "Encoding". Whatever it does not know is refused with an <see cref="InvalidDataException"/> instead of skipped.</remarks>
/// <param name="message">The message.</param>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;
    private const int MaxFieldNumber = (1 << 29) - 1;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Goes to the next field; false at the message's end.</summary>
    public bool TryReadField(out int number, out WireType type)
    {
        number = 0;
        type = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = ReadVarint();
        if (key >> 3 is 0 or > MaxFieldNumber)
        {
            throw new InvalidDataException("a field has no valid number");
        }

        number = (int)(key >> 3);
        type = (WireType)(key & 7);
        return type is WireType.Varint or WireType.Fixed64 or WireType.LengthDelimited or WireType.Fixed32
            ? true
            : throw new InvalidDataException($"field {number} is of a wire type that ONNX does not use");
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var index = 0; index < MaxVarintBytes && index < _rest.Length; index++)
        {
            value |= (ulong)(_rest[index] & 0x7f) << (7 * index);
            if (_rest[index] < 0x80)
            {
                _rest = _rest[(index + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number does not end");
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw new InvalidDataException("a length goes beyond the end");
    }

    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint: ReadVarint(); break;
            case WireType.Fixed64: TakeFixed(sizeof(long)); break;
            case WireType.LengthDelimited: ReadBytes(); break;
            default: TakeFixed(sizeof(int)); break;
        }
    }

    private ReadOnlySpan<byte> TakeFixed(int length) =>
        length <= _rest.Length ? Take(length) : throw new InvalidDataException("a number is cut off");

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
