using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Tests.Onnx;

namespace Berlin.Bench.Runtimes;

/// <summary>A small classifier like those that tenants bring: columns, hidden units, classes; float32.</summary>
internal static class BenchModel
{
    public const int Columns = 16;

    private const int Hidden = 32;
    private const int Classes = 8;
    private const int Float = 1;

    /// <summary>Softmax(Relu(x W + b) V), with weights drawn from a seed.</summary>
    public static byte[] Make(int seed)
    {
        var random = new Random(seed);
        return OnnxModel.Model(OnnxModel.Graph(
            OnnxModel.Node("Gemm", ["x", "w", "b"], ["h"]),
            OnnxModel.Node("Relu", ["h"], ["r"]),
            OnnxModel.Node("MatMul", ["r", "v"], ["s"]),
            OnnxModel.Node("Softmax", ["s"], ["y"]),
            Weights("w", random, Columns, Hidden),
            Weights("b", random, Hidden),
            Weights("v", random, Hidden, Classes),
            OnnxModel.Input("x", Float, 1, Columns),
            OnnxModel.Output("y", Float, 1, Classes)));
    }

    /// <summary>The version's files: one, which is written.</summary>
    public static ModelFiles Write(string folder, int seed)
    {
        var model = Make(seed);
        var path = Path.Combine(folder, seed.ToString(CultureInfo.InvariantCulture));
        File.WriteAllBytes(path, model);
        return new ModelFiles($"bench/model/{seed}", 1, ImmutableSortedDictionary<string, string>.Empty, [new ModelFile("model.onnx", path, model.Length)]);
    }

    private static byte[] Weights(string name, Random random, params long[] shape)
    {
        var weights = new float[shape.Aggregate(1L, (product, length) => product * length)];
        foreach (ref var weight in weights.AsSpan())
        {
            weight = (random.NextSingle() - 0.5f) / 4;
        }

        return OnnxModel.Weight(OnnxModel.Tensor(name, Float, shape, MemoryMarshal.AsBytes<float>(weights).ToArray()));
    }
}
