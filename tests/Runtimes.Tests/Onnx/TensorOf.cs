using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Tensors out of elements, and elements out of tensors.</summary>
internal static class TensorOf
{
    public static Tensor Numbers<T>(string name, TensorType type, ImmutableArray<long> shape, params T[] elements)
        where T : unmanaged => new(name, type, shape, MemoryMarshal.AsBytes<T>(elements).ToArray());

    public static Tensor Texts(string name, ImmutableArray<long> shape, params string[] elements) =>
        Bytes(name, shape, [.. elements.Select(Encoding.UTF8.GetBytes)]);

    public static Tensor Bytes(string name, ImmutableArray<long> shape, params byte[][] elements)
    {
        var data = new List<byte>();
        foreach (var element in elements)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, element.Length);
            data.AddRange([.. length, .. element]);
        }

        return new Tensor(name, TensorType.Bytes, shape, data.ToArray());
    }

    public static T[] Elements<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Data.Span).ToArray();
}
