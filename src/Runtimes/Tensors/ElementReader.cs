using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Berlin.Runtimes.Tensors;

/// <summary>Turns JSON values into the bytes of elements.</summary>
/// <param name="type">Their datatype.</param>
/// <param name="count">How many are expected; no memory is taken for elements that do not come.</param>
internal sealed class ElementReader(TensorType type, long count)
{
    private const int FirstBytes = 4096;

    private readonly ArrayBufferWriter<byte> _bytes = new((int)Math.Clamp(count * Math.Max(TensorTypes.SizeOf(type), 1), 1, FirstBytes));
    private long _read;

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Data => _bytes.WrittenMemory;

    /// <summary>Adds the value that the reader stands on.</summary>
    /// <exception cref="TensorFormatException">It is of another kind, or out of the datatype's range.</exception>
    public void Add(ref Utf8JsonReader reader)
    {
        var isAdded = type switch
        {
            TensorType.Bool => TryAddBool(ref reader),
            TensorType.Bytes => TryAddText(ref reader),
            TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64 => TryAddFloat(ref reader),
            _ => TryAddInteger(ref reader),
        };
        if (!isAdded)
        {
            throw new TensorFormatException($"has at position {_read} no {TensorTypes.NameOf(type)}");
        }

        _read++;
    }

    private bool TryAddBool(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return false;
        }

        _bytes.GetSpan(1)[0] = reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
        _bytes.Advance(1);
        return true;
    }

    private bool TryAddText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        // Unescaped, a text is never longer than it stands in the JSON.
        var span = _bytes.GetSpan(sizeof(int) + reader.ValueSpan.Length);
        int length;
        try
        {
            length = reader.CopyString(span[sizeof(int)..]);
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for half of a surrogate pair, or bytes that are not UTF-8.
            return false;
        }

        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        _bytes.Advance(sizeof(int) + length);
        return true;
    }

    private bool TryAddFloat(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value))
        {
            return false;
        }

        var span = _bytes.GetSpan(sizeof(double));
        switch (type)
        {
            case TensorType.Fp16:
                BinaryPrimitives.WriteHalfLittleEndian(span, (Half)value);
                break;
            case TensorType.Fp32:
                BinaryPrimitives.WriteSingleLittleEndian(span, (float)value);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(span, value);
                break;
        }

        _bytes.Advance(TensorTypes.SizeOf(type));
        return double.IsFinite(value) && (type != TensorType.Fp32 || float.IsFinite((float)value)) && (type != TensorType.Fp16 || Half.IsFinite((Half)value));
    }

    private bool TryAddInteger(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        long value;
        if (type == TensorType.UInt64)
        {
            if (!reader.TryGetUInt64(out var large))
            {
                return false;
            }

            value = unchecked((long)large);
        }
        else if (!reader.TryGetInt64(out value) || !IsInRange(value))
        {
            return false;
        }

        // Of a little-endian number the first bytes are the number in fewer bytes, where it fits.
        Span<byte> whole = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        _bytes.Write(whole[..TensorTypes.SizeOf(type)]);
        return true;
    }

    private bool IsInRange(long value) => type switch
    {
        TensorType.UInt8 => value is >= 0 and <= byte.MaxValue,
        TensorType.UInt16 => value is >= 0 and <= ushort.MaxValue,
        TensorType.UInt32 => value is >= 0 and <= uint.MaxValue,
        TensorType.Int8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorType.Int16 => value is >= short.MinValue and <= short.MaxValue,
        TensorType.Int32 => value is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };
}
