namespace Berlin.Runtimes.Tensors;

/// <summary>What a tensor's elements are: the datatypes of the Open Inference Protocol, version 2, "Tensor Data Types".</summary>
public enum TensorType
{
    /// <summary><c>BOOL</c>, one byte an element, 0 or 1.</summary>
    Bool,

    /// <summary><c>UINT8</c>.</summary>
    UInt8,

    /// <summary><c>UINT16</c>.</summary>
    UInt16,

    /// <summary><c>UINT32</c>.</summary>
    UInt32,

    /// <summary><c>UINT64</c>.</summary>
    UInt64,

    /// <summary><c>INT8</c>.</summary>
    Int8,

    /// <summary><c>INT16</c>.</summary>
    Int16,

    /// <summary><c>INT32</c>.</summary>
    Int32,

    /// <summary><c>INT64</c>.</summary>
    Int64,

    /// <summary><c>FP16</c>, IEEE 754 binary16.</summary>
    Fp16,

    /// <summary><c>FP32</c>.</summary>
    Fp32,

    /// <summary><c>FP64</c>.</summary>
    Fp64,

    /// <summary><c>BYTES</c>: elements of different lengths. Text is UTF-8.</summary>
    Bytes,
}
