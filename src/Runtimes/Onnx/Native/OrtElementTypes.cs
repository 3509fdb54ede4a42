using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>ONNX Runtime's datatypes and ours. Source: onnxruntime_c_api.h, enum ONNXTensorElementDataType.</summary>
internal static class OrtElementTypes
{
    /// <summary>ONNX Runtime's number of our datatype.</summary>
    public static int NumberOf(TensorType type) => type switch
    {
        TensorType.Fp32 => 1,
        TensorType.UInt8 => 2,
        TensorType.Int8 => 3,
        TensorType.UInt16 => 4,
        TensorType.Int16 => 5,
        TensorType.Int32 => 6,
        TensorType.Int64 => 7,
        TensorType.Bytes => 8,
        TensorType.Bool => 9,
        TensorType.Fp16 => 10,
        TensorType.Fp64 => 11,
        TensorType.UInt32 => 12,
        TensorType.UInt64 => 13,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such datatype."),
    };

    /// <summary>Our datatype of ONNX Runtime's number; null where the Open Inference Protocol has none for it, such as bfloat16 and complex numbers.</summary>
    public static TensorType? Find(int number) => number switch
    {
        1 => TensorType.Fp32,
        2 => TensorType.UInt8,
        3 => TensorType.Int8,
        4 => TensorType.UInt16,
        5 => TensorType.Int16,
        6 => TensorType.Int32,
        7 => TensorType.Int64,
        8 => TensorType.Bytes,
        9 => TensorType.Bool,
        10 => TensorType.Fp16,
        11 => TensorType.Fp64,
        12 => TensorType.UInt32,
        13 => TensorType.UInt64,
        _ => null,
    };
}
