using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>Copies an output of ONNX Runtime into a tensor of the caller's own.</summary>
internal static unsafe class OutputReader
{
    /// <summary>Reads one output.</summary>
    /// <exception cref="InferenceFaultException">There is none, it is of another datatype than the model says, or too large.</exception>
    public static Tensor Read(OrtApi api, TensorSpec spec, nint value)
    {
        int element;
        long* lengths;
        nuint rank;
        api.Check(api.GetTensorElementTypeAndShape(value, &element, &lengths, &rank));
        if (element != OrtElementTypes.NumberOf(spec.Type))
        {
            throw new InferenceFaultException($"The output '{spec.Name}' is not of the datatype that the model declares.");
        }

        // ONNX Runtime holds a wrong declaration of the shape for a warning, so the shape is the tensor's own.
        var shape = ShapeOf(spec, new ReadOnlySpan<long>(lengths, (int)rank));
        if (TensorShape.Count(shape) is not { } count)
        {
            throw new InferenceFaultException($"The output '{spec.Name}' has the shape {TensorShape.Show(shape)}; at most {TensorShape.MaxElements} elements can be answered.");
        }

        var data = spec.Type == TensorType.Bytes ? OrtStrings.Read(api, value, (int)count) : ReadNumbers(api, value, (int)count * TensorTypes.SizeOf(spec.Type));
        return new Tensor(spec.Name, spec.Type, shape, data);
    }

    // A declared shape without open lengths is that of each answer, and need not be made anew.
    private static ImmutableArray<long> ShapeOf(TensorSpec spec, ReadOnlySpan<long> lengths) =>
        spec.Shape.AsSpan().SequenceEqual(lengths) ? spec.Shape : ImmutableCollectionsMarshal.AsImmutableArray(lengths.ToArray());

    private static byte[] ReadNumbers(OrtApi api, nint value, int length)
    {
        var data = GC.AllocateUninitializedArray<byte>(length);
        if (length > 0)
        {
            void* source;
            api.Check(api.GetTensorMutableData(value, &source));
            new ReadOnlySpan<byte>(source, length).CopyTo(data);
        }

        return data;
    }
}
