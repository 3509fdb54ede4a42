using System.Buffers.Binary;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Manifests;

/// <summary>Has a loaded version answer its golden samples.</summary>
public static class GoldenCheck
{
    /// <summary>Asks for each sample's outputs and compares them.</summary>
    /// <exception cref="ModelRefusedException">One is off; its field is <c>golden[3].outputs.probability</c>, its reason names the element.</exception>
    /// <exception cref="RuntimeUnavailableException">The version could not be asked.</exception>
    public static async Task RunAsync(IModelSession session, Manifest manifest, CancellationToken cancellationToken)
    {
        for (var index = 0; index < manifest.Golden.Length; index++)
        {
            var sample = manifest.Golden[index];
            try
            {
                var outputs = sample.Outputs.Select(output => IndexOf(session, output.Name));
                var answers = await session.InferAsync(sample.Inputs, [.. outputs], cancellationToken).ConfigureAwait(false);
                foreach (var (expected, actual) in sample.Outputs.Zip(answers))
                {
                    if (FindDifference(expected, actual, sample.Tolerance) is { } difference)
                    {
                        throw new ModelRefusedException($"golden[{index}].outputs.{expected.Name}", difference);
                    }
                }
            }
            catch (InferenceFaultException fault)
            {
                throw new ModelRefusedException($"golden[{index}]", $"The version does not answer it: {fault.Message}");
            }
        }
    }

    /// <summary>A sentence that says where an answer is off; null where it is near enough.</summary>
    public static string? FindDifference(Tensor expected, Tensor actual, Tolerance tolerance)
    {
        if (expected.Type != actual.Type || !expected.Shape.SequenceEqual(actual.Shape))
        {
            return $"{Describe(expected)} was expected and {Describe(actual)} came.";
        }

        var position = 0L;
        var left = expected.Data.Span;
        var right = actual.Data.Span;
        while (!left.IsEmpty)
        {
            var one = left[..SizeOfFirst(expected.Type, left)];
            var other = right[..SizeOfFirst(actual.Type, right)];
            if (!one.SequenceEqual(other) && !AreNear(expected.Type, one, other, tolerance))
            {
                return $"The element at position {position} is {Show(actual.Type, other)} where {Show(expected.Type, one)} was expected.";
            }

            left = left[one.Length..];
            right = right[other.Length..];
            position++;
        }

        return null;
    }

    private static int IndexOf(IModelSession session, string output)
    {
        for (var index = 0; index < session.Signature.Outputs.Length; index++)
        {
            if (session.Signature.Outputs[index].Name == output)
            {
                return index;
            }
        }

        throw new ModelRefusedException("signature.outputs", $"The artifact has no output '{output}'.");
    }

    private static bool AreNear(TensorType type, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, Tolerance tolerance) =>
        Number(type, expected) is { } one && Number(type, actual) is { } other && tolerance.Holds(one, other);

    private static double? Number(TensorType type, ReadOnlySpan<byte> element) => type switch
    {
        TensorType.Fp16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
        TensorType.Fp32 => BinaryPrimitives.ReadSingleLittleEndian(element),
        TensorType.Fp64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
        _ => null,
    };

    private static int SizeOfFirst(TensorType type, ReadOnlySpan<byte> data) =>
        type == TensorType.Bytes ? sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(data) : TensorTypes.SizeOf(type);

    private static string Show(TensorType type, ReadOnlySpan<byte> element) => type switch
    {
        TensorType.Bytes => $"'{ManifestNode.Show(System.Text.Encoding.UTF8.GetString(element[sizeof(int)..]))}'",
        TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Number(type, element)}"),
        _ => $"0x{Convert.ToHexString(element)} (little-endian)",
    };

    private static string Describe(Tensor tensor) => $"{TensorTypes.NameOf(tensor.Type)} {TensorShape.Show(tensor.Shape)}";
}
