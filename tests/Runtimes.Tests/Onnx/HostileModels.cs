using System.Text;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>Files that must not be loaded, each with a word of the reason that its owner is told.</summary>
internal static class HostileModels
{
    private const int Float = 1;

    public static IReadOnlyDictionary<string, (byte[] Model, string Reason)> All { get; } = Make().ToDictionary(one => one.Name, one => (one.Model, one.Reason), StringComparer.Ordinal);

    private static byte[] External => [.. OnnxModel.Field(13, [.. OnnxModel.Field(1, "location"), .. OnnxModel.Field(2, "../../etc/passwd")]), .. OnnxModel.Number(14, 1)];

    private static IEnumerable<(string Name, byte[] Model, string Reason)> Make() =>
        [.. OtherFiles(), .. OtherOperators(), .. Floods(), .. WildLengths(), .. WrongGraphs()];

    private static IEnumerable<(string Name, byte[] Model, string Reason)> OtherFiles()
    {
        foreach (var location in (string[])["../../etc/passwd", "/etc/passwd", "weights.bin", "C:\\weights.bin", "\\\\server\\share", "*/_ORT_MEM_ADDR_/*", ""])
        {
            var entries = OnnxModel.Join(
                OnnxModel.Field(13, [.. OnnxModel.Field(1, "location"), .. OnnxModel.Field(2, location)]),
                OnnxModel.Field(13, [.. OnnxModel.Field(1, "offset"), .. OnnxModel.Field(2, "140000000000000")]),
                OnnxModel.Number(14, 1));
            yield return ($"external data at '{location}'", WithWeight(OnnxModel.Tensor("w", Float, [1], [], entries)), "'w' in another file");
        }

        var external = OnnxModel.Tensor("w", Float, [1], [], External);
        yield return ("external data, location only", WithWeight(OnnxModel.Tensor("w", Float, [1], [0, 0, 0, 0], OnnxModel.Number(14, 1))), "in another file");
        yield return ("external data, unknown location", WithWeight(OnnxModel.Tensor("w", Float, [1], [0, 0, 0, 0], OnnxModel.Number(14, 1UL << 32))), "in another file");
        yield return ("external data, entries only", WithWeight(OnnxModel.Tensor("w", Float, [1], [0, 0, 0, 0], External[..^2])), "in another file");
        yield return ("external data in an attribute", WithPart(OnnxModel.Node("Constant", [], ["y"], "", [.. OnnxModel.Field(1, "value"), .. OnnxModel.Field(5, external), .. OnnxModel.Number(20, 4)])), "in another file");
        yield return ("external data in a list", WithPart(OnnxModel.Node("Constant", [], ["y"], "", [.. OnnxModel.Field(1, "value"), .. OnnxModel.Field(10, external), .. OnnxModel.Number(20, 9)])), "in another file");
        yield return ("external data in a sparse attribute", WithPart(OnnxModel.Node("Constant", [], ["y"], "", [.. OnnxModel.Field(1, "sparse_value"), .. OnnxModel.Field(22, OnnxModel.Field(1, external)), .. OnnxModel.Number(20, 11)])), "in another file");
        yield return ("external data in a sparse weight", WithPart(OnnxModel.Field(15, OnnxModel.Field(2, external))), "in another file");
        yield return ("external data in a branch", WithPart(OnnxModel.Node("If", ["x"], ["y"], "", Branch(OnnxModel.Graph(OnnxModel.Weight(external))))), "in another file");
        yield return ("external data in a branch of a branch", WithPart(OnnxModel.Node("If", ["x"], ["y"], "", Branch(OnnxModel.Graph(OnnxModel.Node("If", ["x"], ["z"], "", Branch(OnnxModel.Graph(OnnxModel.Weight(external)))))))), "in another file");
        yield return ("external data in a second graph", [.. OnnxModel.Identity(Float, 1), .. OnnxModel.Field(7, OnnxModel.Weight(external))], "in another file");
        yield return ("external data in training", [.. OnnxModel.Identity(Float, 1), .. OnnxModel.Field(20, OnnxModel.Field(1, OnnxModel.Weight(external)))], "in another file");
        yield return ("the other format", [0x12, 0x08, 0, 0, .. "ORTM"u8, 0, 0, .. OnnxModel.Identity(Float, 1)], "ONNX Runtime's own format");
        yield return ("a context of another engine", WithPart(OnnxModel.Node("EPContext", ["x"], ["y"], "com.microsoft", [.. OnnxModel.Field(1, "ep_cache_context"), .. OnnxModel.Field(4, "../../etc/passwd"), .. OnnxModel.Number(20, 3)])), "only operators of ai.onnx and ai.onnx.ml");
    }

    private static IEnumerable<(string Name, byte[] Model, string Reason)> OtherOperators()
    {
        foreach (var domain in (string[])["my.operators", "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "ai.onnx.contrib", "ai.onnx.training", "AI.ONNX", "ai.onnx\0", "org.pytorch.aten"])
        {
            yield return ($"domain '{domain}'", WithPart(OnnxModel.Node("Run", ["x"], ["y"], domain)), "of the domain");
        }

        yield return ("other domain in a branch", WithPart(OnnxModel.Node("If", ["x"], ["y"], "", Branch(OnnxModel.Graph(OnnxModel.Node("Run", ["x"], ["z"], "my.operators"))))), "'Run' of the domain 'my.operators'");
        yield return ("an operator that writes outside of its memory", WithPart(OnnxModel.Node("FeatureVectorizer", ["x", "x"], ["y"], "ai.onnx.ml", [.. OnnxModel.Field(1, "inputdimensions"), .. OnnxModel.Number(8, 1_000_000), .. OnnxModel.Number(8, ulong.MaxValue), .. OnnxModel.Number(20, 7)])), "'FeatureVectorizer'");
        yield return ("functions", [.. OnnxModel.Identity(Float, 1), .. OnnxModel.Field(25, [.. OnnxModel.Field(1, "f"), .. OnnxModel.Field(10, "")])], "functions of its own");
        yield return ("an operator that does not exist", WithPart(OnnxModel.Node("Frobnicate", ["x"], ["y"])), "refused by ONNX Runtime");
    }

    private static IEnumerable<(string Name, byte[] Model, string Reason)> Floods()
    {
        yield return ("a million operators", Repeat([0x3a, 0x02, 0x0a, 0x00], 700_000), "operators, attributes and tensors");
        yield return ("millions of texts", OnnxModel.Field(7, OnnxModel.Field(1, Repeat([0x0a, 0x00], 16_000_000))), "parts");
        var nested = OnnxModel.Graph();
        for (var depth = 0; depth < 60; depth++)
        {
            nested = OnnxModel.Graph(OnnxModel.Node("If", ["x"], ["y"], "", Branch(nested)));
        }

        yield return ("sixty branches in each other", OnnxModel.Model(nested), "messages inside each other");
    }

    private static IEnumerable<(string Name, byte[] Model, string Reason)> WildLengths()
    {
        yield return ("nothing", [], "empty");
        yield return ("zeros", new byte[64], "no ONNX model");
        yield return ("text", Encoding.UTF8.GetBytes("this is not a model, whatever its name says"), "no ONNX model");
        yield return ("a pickle", [0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0], "no ONNX model");
        yield return ("a length of 2^63", [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "beyond the end");
        yield return ("a length of 2^64", [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], "beyond the end");
        yield return ("a length of 2^31", [0x3a, 0x80, 0x80, 0x80, 0x80, 0x08, 0x00], "beyond the end");
        yield return ("a number without end", [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "does not end");
        yield return ("a group", [.. OnnxModel.Identity(Float, 1), 0x0b, 0x0c], "wire type");
        yield return ("field number 0", [.. OnnxModel.Identity(Float, 1), 0x00, 0x00], "no valid number");
        yield return ("a weight of 2^62 elements", WithWeight(OnnxModel.Tensor("w", Float, [1L << 31, 1L << 31], [0, 0, 0, 0])), "refused by ONNX Runtime");
        yield return ("a weight of -1 elements", WithWeight(OnnxModel.Tensor("w", Float, [-1], [0, 0, 0, 0])), "refused by ONNX Runtime");
        yield return ("a weight that is shorter than it says", WithWeight(OnnxModel.Tensor("w", Float, [1000], [0, 0, 0, 0])), "refused by ONNX Runtime");
    }

    private static IEnumerable<(string Name, byte[] Model, string Reason)> WrongGraphs()
    {
        yield return ("no graph", OnnxModel.Number(1, 8), "refused by ONNX Runtime");
        yield return ("a cycle", OnnxModel.Model(OnnxModel.Graph(OnnxModel.Node("Add", ["x", "z"], ["y"]), OnnxModel.Node("Identity", ["y"], ["z"]), OnnxModel.Input("x", Float), OnnxModel.Output("y", Float))), "refused by ONNX Runtime");
        yield return ("an output that nothing makes", OnnxModel.Model(OnnxModel.Graph(OnnxModel.Input("x", Float), OnnxModel.Output("nothing", Float))), "refused by ONNX Runtime");
        yield return ("bfloat16", OnnxModel.Identity(16, 1), "datatype that the Open Inference Protocol does not have");
        yield return ("complex numbers", OnnxModel.Identity(14, 1), "complex64");
        yield return ("an input without a shape", OnnxModel.Model(OnnxModel.Graph(OnnxModel.Node("Identity", ["x"], ["y"]), OnnxModel.Field(11, OnnxModel.Value("x", OnnxModel.Field(1, OnnxModel.Number(1, Float)))), OnnxModel.Output("y", Float))), "how many dimensions");
        yield return ("an input of 40 dimensions", OnnxModel.Identity(Float, [.. Enumerable.Repeat(1L, 40)]), "40 dimensions");
        yield return ("a sequence of maps", ZipMap(), "zipmap");
    }

    private static byte[] ZipMap()
    {
        var map = OnnxModel.Field(5, [.. OnnxModel.Number(1, 7), .. OnnxModel.Field(2, OnnxModel.TensorType(Float))]);
        return OnnxModel.Model(OnnxModel.Graph(
            OnnxModel.Node("ZipMap", ["x"], ["y"], "ai.onnx.ml", [.. OnnxModel.Field(1, "classlabels_int64s"), .. OnnxModel.Number(8, 0), .. OnnxModel.Number(8, 1), .. OnnxModel.Number(20, 7)]),
            OnnxModel.Input("x", Float, -1, 2),
            OnnxModel.Field(12, OnnxModel.Value("y", OnnxModel.Field(4, OnnxModel.Field(1, map))))));
    }

    private static byte[] Repeat(ReadOnlySpan<byte> part, int times)
    {
        var bytes = new byte[part.Length * times];
        for (var index = 0; index < times; index++)
        {
            part.CopyTo(bytes.AsSpan(index * part.Length));
        }

        return bytes;
    }

    private static byte[] Branch(byte[] graph) => [.. OnnxModel.Field(1, "then_branch"), .. OnnxModel.Field(6, graph), .. OnnxModel.Number(20, 5)];

    private static byte[] WithWeight(byte[] tensor) => OnnxModel.Model(OnnxModel.Graph(
        OnnxModel.Node("Add", ["x", "w"], ["y"]), OnnxModel.Weight(tensor), OnnxModel.Input("x", Float, 1), OnnxModel.Output("y", Float, 1)));

    private static byte[] WithPart(byte[] part) => OnnxModel.Model(OnnxModel.Graph(part, OnnxModel.Input("x", Float, 1), OnnxModel.Output("y", Float, 1)));
}
