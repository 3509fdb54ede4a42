namespace Berlin.Runtimes.Tensors;

/// <summary>Names and sizes of the datatypes.</summary>
public static class TensorTypes
{
    private static readonly Dictionary<string, TensorType> ByName = Enum.GetValues<TensorType>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The protocol's name: <c>FP32</c>.</summary>
    public static string NameOf(TensorType type) => type.ToString().ToUpperInvariant();

    /// <summary>The datatype of that name, upper case as the protocol writes it; null where there is none.</summary>
    public static TensorType? Find(string name) => ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>Bytes of one element; 0 for <see cref="TensorType.Bytes"/>, whose elements each carry a length of four bytes.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.Bool or TensorType.UInt8 or TensorType.Int8 => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Fp16 => 2,
        TensorType.UInt32 or TensorType.Int32 or TensorType.Fp32 => 4,
        TensorType.UInt64 or TensorType.Int64 or TensorType.Fp64 => 8,
        _ => 0,
    };
}
