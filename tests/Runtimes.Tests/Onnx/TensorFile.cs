using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Berlin.Runtimes.Onnx.Inspection;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Reads the tensors of ONNX's conformance cases: files that each hold one <c>TensorProto</c>.</summary>
internal static class TensorFile
{
    public static Tensor Read(string path)
    {
        var lengths = new List<long>();
        var type = 0;
        var name = string.Empty;
        byte[]? raw = null;
        var typed = new List<byte>();
        var reader = new WireReader(File.ReadAllBytes(path));
        while (reader.TryReadField(out var field, out var wire))
        {
            switch (field, wire)
            {
                case (1, WireType.Varint): lengths.Add((long)reader.ReadVarint()); break;
                case (1, WireType.LengthDelimited): lengths.AddRange(ReadNumbers(reader.ReadBytes())); break;
                case (2, WireType.Varint): type = (int)reader.ReadVarint(); break;
                case (4 or 10, WireType.LengthDelimited): typed.AddRange(reader.ReadBytes()); break;
                case (5 or 7 or 11, WireType.LengthDelimited): AddNumbers(typed, ReadNumbers(reader.ReadBytes()), SizeOf(type)); break;
                case (6, WireType.LengthDelimited): AddText(typed, reader.ReadBytes()); break;
                case (8, WireType.LengthDelimited): name = Encoding.UTF8.GetString(reader.ReadBytes()); break;
                case (9, WireType.LengthDelimited): raw = reader.ReadBytes().ToArray(); break;
                default: throw new InvalidDataException($"{path}: field {field}, {wire}.");
            }
        }

        return new Tensor(name, TypeOf(type), [.. lengths], raw ?? [.. typed]);
    }

    // The numbers of onnx.proto, TensorProto.DataType, are those of ONNX Runtime.
    private static TensorType TypeOf(int type) => OrtElementTypes.Find(type) ?? throw new InvalidDataException($"datatype {type}");

    private static int SizeOf(int type) => TensorTypes.SizeOf(TypeOf(type));

    private static List<long> ReadNumbers(ReadOnlySpan<byte> packed)
    {
        var numbers = new List<long>();
        while (!packed.IsEmpty)
        {
            var (value, shift) = (0UL, 0);
            while (packed[0] >= 0x80)
            {
                value |= (ulong)(packed[0] & 0x7f) << shift;
                shift += 7;
                packed = packed[1..];
            }

            numbers.Add((long)(value | ((ulong)packed[0] << shift)));
            packed = packed[1..];
        }

        return numbers;
    }

    private static void AddNumbers(List<byte> data, List<long> numbers, int size)
    {
        foreach (var number in numbers)
        {
            data.AddRange(MemoryMarshal.AsBytes([number])[..size]);
        }
    }

    private static void AddText(List<byte> data, ReadOnlySpan<byte> text)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        data.AddRange(length);
        data.AddRange(text);
    }
}
