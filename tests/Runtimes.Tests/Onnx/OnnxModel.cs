using System.Text;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Writes small ONNX models, sound and unsound. Source of the field numbers: onnx.proto of ONNX 1.18.</summary>
internal static class OnnxModel
{
    public static byte[] Number(int number, ulong value) => [.. Varint((ulong)number << 3), .. Varint(value)];

    public static byte[] Field(int number, byte[] content) => [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>A model: version of the format, graph, versions of the operators.</summary>
    public static byte[] Model(byte[] graph, params byte[][] more) =>
        [.. Number(1, 8), .. Field(7, graph), .. Field(8, Number(2, 17)), .. Field(8, [.. Field(1, "ai.onnx.ml"), .. Number(2, 3)]), .. Join(more)];

    /// <summary>A graph. Each part is a field of it: <see cref="Node"/>, <see cref="Input"/>, <see cref="Output"/>, <see cref="Weight"/>.</summary>
    public static byte[] Graph(params byte[][] parts) => [.. Field(2, "g"), .. Join(parts)];

    public static byte[] Node(string operation, string[] inputs, string[] outputs, string domain = "", params byte[][] attributes) => Field(
        1,
        [
            .. inputs.SelectMany(name => Field(1, name)),
            .. outputs.SelectMany(name => Field(2, name)),
            .. Field(4, operation),
            .. attributes.SelectMany(attribute => Field(5, attribute)),
            .. domain.Length > 0 ? Field(7, domain) : [],
        ]);

    public static byte[] Input(string name, int type, params long[] shape) => Field(11, Value(name, TensorType(type, shape)));

    public static byte[] Output(string name, int type, params long[] shape) => Field(12, Value(name, TensorType(type, shape)));

    /// <summary>A tensor that is part of a graph.</summary>
    public static byte[] Weight(byte[] tensor) => Field(5, tensor);

    public static byte[] Tensor(string name, int type, long[] shape, byte[] raw, params byte[][] more) =>
        [.. shape.SelectMany(length => Number(1, (ulong)length)), .. Number(2, (ulong)type), .. Field(8, name), .. Field(9, raw), .. Join(more)];

    public static byte[] Value(string name, byte[] type) => [.. Field(1, name), .. Field(2, type)];

    /// <summary>A type; -1 in the shape is a length that the graph leaves open.</summary>
    public static byte[] TensorType(int type, params long[] shape) =>
        Field(1, [.. Number(1, (ulong)type), .. Field(2, [.. shape.SelectMany(length => Field(1, length < 0 ? Field(2, "n") : Number(1, (ulong)length)))])]);

    /// <summary>y = x.</summary>
    public static byte[] Identity(int type, params long[] shape) =>
        Model(Graph(Node("Identity", ["x"], ["y"]), Input("x", type, shape), Output("y", type, shape)));

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
