using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Tensors of plain values, and back.</summary>
internal static class PlainTensors
{
    /// <summary>The rows of an input, as JSON has them: a list, or a list of lists; null is NaN.</summary>
    public static Tensor Of(TensorSpec spec, JsonElement rows)
    {
        var bytes = new MemoryStream();
        foreach (var element in Flatten(rows))
        {
            bytes.Write(spec.Type == TensorType.Bytes ? Prefixed(element.GetString()!) : BitConverter.GetBytes(element.ValueKind == JsonValueKind.Null ? double.NaN : element.GetDouble()));
        }

        return new Tensor(spec.Name, spec.Type, spec.Shape.SetItem(0, rows.GetArrayLength()), bytes.ToArray());
    }

    /// <summary>One row of numbers.</summary>
    public static Tensor Row(params double[] numbers) =>
        new("X", TensorType.Fp64, [1, numbers.Length], numbers.SelectMany(BitConverter.GetBytes).ToArray());

    /// <summary>Texts.</summary>
    public static Tensor Texts(params string[] texts) => new("X", TensorType.Bytes, [texts.Length], texts.SelectMany(Prefixed).ToArray());

    /// <summary>The elements of a tensor, as JSON has them.</summary>
    public static IEnumerable<object> Elements(Tensor tensor)
    {
        for (var rest = tensor.Data; rest.Length > 0;)
        {
            var size = tensor.Type == TensorType.Bytes ? 4 + BinaryPrimitives.ReadInt32LittleEndian(rest.Span) : TensorTypes.SizeOf(tensor.Type);
            yield return tensor.Type switch
            {
                TensorType.Bytes => Encoding.UTF8.GetString(rest.Span[4..size]),
                TensorType.Fp64 => BinaryPrimitives.ReadDoubleLittleEndian(rest.Span),
                TensorType.Int64 => (double)BinaryPrimitives.ReadInt64LittleEndian(rest.Span),
                TensorType.Bool => rest.Span[0] == 1,
                _ => throw new InvalidOperationException($"{tensor.Type} is not among what the models here answer."),
            };
            rest = rest[size..];
        }
    }

    public static IEnumerable<JsonElement> Flatten(JsonElement rows) =>
        rows.EnumerateArray().SelectMany(row => row.ValueKind == JsonValueKind.Array ? row.EnumerateArray().ToArray() : [row]);

    /// <summary>All outputs for one input.</summary>
    public static async Task<ImmutableArray<Tensor>> AskAsync(this IModelSession session, params Tensor[] inputs) =>
        await session.InferAsync([.. inputs], [.. Enumerable.Range(0, session.Signature.Outputs.Length)], TestContext.Current.CancellationToken);

    private static byte[] Prefixed(string text)
    {
        var data = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(data.Length), .. data];
    }
}
