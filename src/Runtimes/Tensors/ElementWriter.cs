using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Berlin.Runtimes.Tensors;

/// <summary>Writes the bytes of elements as JSON values.</summary>
internal static class ElementWriter
{
    public static void Write(Utf8JsonWriter writer, TensorType type, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[WriteFirst(writer, type, data)..];
        }
    }

    /// <summary>Writes the first element and returns its bytes.</summary>
    private static int WriteFirst(Utf8JsonWriter writer, TensorType type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case TensorType.Bytes:
                var text = data.Slice(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(data));
                writer.WriteStringValue(Utf8.IsValid(text) ? text : throw new TensorFormatException("holds bytes that are not UTF-8, which JSON cannot say"));
                return sizeof(int) + text.Length;
            case TensorType.Bool:
                writer.WriteBooleanValue(data[0] != 0);
                break;
            case TensorType.Fp16:
                writer.WriteNumberValue((float)Finite(BinaryPrimitives.ReadHalfLittleEndian(data)));
                break;
            case TensorType.Fp32:
                writer.WriteNumberValue(Finite(BinaryPrimitives.ReadSingleLittleEndian(data)));
                break;
            case TensorType.Fp64:
                writer.WriteNumberValue(Finite(BinaryPrimitives.ReadDoubleLittleEndian(data)));
                break;
            case TensorType.UInt64:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(data));
                break;
            default:
                writer.WriteNumberValue(Integer(type, data));
                break;
        }

        return TensorTypes.SizeOf(type);
    }

    private static long Integer(TensorType type, ReadOnlySpan<byte> data) => type switch
    {
        TensorType.UInt8 => data[0],
        TensorType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(data),
        TensorType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(data),
        TensorType.Int8 => unchecked((sbyte)data[0]),
        TensorType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(data),
        TensorType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(data),
        _ => BinaryPrimitives.ReadInt64LittleEndian(data),
    };

    private static T Finite<T>(T value)
        where T : System.Numerics.IFloatingPointIeee754<T> =>
        T.IsFinite(value) ? value : throw new TensorFormatException($"holds {value}, which JSON cannot say");
}
