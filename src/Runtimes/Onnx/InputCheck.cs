using System.Globalization;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>What must hold of a tensor's bytes before native code reads them as elements.</summary>
internal static class InputCheck
{
    /// <summary>The elements of a tensor of any datatype but <c>BYTES</c>, as they can be lent: its own bytes, or a copy where those lie askew.</summary>
    /// <exception cref="InferenceFaultException">They are more or fewer than its shape says, or no booleans.</exception>
    public static ReadOnlySpan<byte> Bytes(Tensor tensor)
    {
        var data = tensor.Data.Span;
        var size = TensorTypes.SizeOf(tensor.Type);
        if (TensorShape.Count(tensor.Shape) is not { } count || data.Length != count * size)
        {
            throw Mismatch(tensor);
        }

        // A byte that is neither 0 nor 1 is no value of a C++ bool, and what compiled code does with it is anybody's guess.
        if (tensor.Type == TensorType.Bool && data.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new InferenceFaultException($"The input '{tensor.Name}' holds bytes other than 0 and 1; its datatype is BOOL.");
        }

        return IsAligned(data, size) ? data : data.ToArray();
    }

    /// <summary>That bytes and shape of a tensor do not fit each other.</summary>
    public static InferenceFaultException Mismatch(Tensor tensor) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The input '{tensor.Name}' has {tensor.Data.Length} bytes, which is not what the shape {TensorShape.Show(tensor.Shape)} of {TensorTypes.NameOf(tensor.Type)} takes."));

    // Tensors that are cut out of a request may begin anywhere; compiled loops take elements to begin at multiples of their size.
    private static unsafe bool IsAligned(ReadOnlySpan<byte> data, int size)
    {
        fixed (byte* first = data)
        {
            return (nuint)first % (nuint)size == 0;
        }
    }
}
