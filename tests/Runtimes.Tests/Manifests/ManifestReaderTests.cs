using System.Text;
using System.Text.Json.Nodes;
using Berlin.Runtimes.Manifests;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Manifests;

/// <summary>Manifests as they are sent.</summary>
public sealed class ManifestReaderTests
{
    private const string Whole = """
        {
          "schema": 1,
          "runtime": "python-sklearn",
          "format": 1,
          "signature": {
            "inputs": [{"name": "X", "datatype": "FP64", "shape": [-1, 2]}, {"name": "text", "datatype": "BYTES", "shape": [-1]}],
            "outputs": [{"name": "label", "datatype": "BYTES", "shape": [-1]}, {"name": "probability", "datatype": "FP64", "shape": [-1, 2]}]
          },
          "files": [{"name": "model.joblib", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "size_bytes": 0}],
          "environment": {"scikit-learn": "1.2.1", "python": "3.11.2"},
          "training_data": "bookings of 2026-10",
          "metrics": {"accuracy": 0.93, "loss": -1.5},
          "golden": [{
            "inputs": [
              {"name": "text", "datatype": "BYTES", "shape": [1], "data": ["taxi"]},
              {"name": "X", "datatype": "FP64", "shape": [1, 2], "data": [[1, 2.5]]}
            ],
            "outputs": [{"name": "probability", "datatype": "FP64", "shape": [1, 2], "data": [0.25, 0.75]}],
            "tolerance": {"absolute": 1e-6}
          }]
        }
        """;

    [Fact]
    public void WholeManifest_IsReadAsItStands()
    {
        var manifest = Read(Whole);
        Assert.Equal(("python-sklearn", 1, "bookings of 2026-10"), (manifest.Runtime, manifest.Format, manifest.TrainingData));
        Assert.Equal(["X", "text"], manifest.Signature.Inputs.Select(input => input.Name));
        Assert.Equal([-1L, 2L], manifest.Signature.Outputs[1].Shape);
        Assert.Equal(("model.joblib", 0L), (Assert.Single(manifest.Files).Name, manifest.Files[0].SizeBytes));
        Assert.Equal(["python=3.11.2", "scikit-learn=1.2.1"], manifest.Environment.Select(entry => $"{entry.Key}={entry.Value}"));
        Assert.Equal(-1.5, manifest.Metrics["loss"]);
        var golden = Assert.Single(manifest.Golden);
        Assert.Equal(["X", "text"], golden.Inputs.Select(input => input.Name));
        Assert.Equal(TensorType.Fp64, Assert.Single(golden.Outputs).Type);
        Assert.Equal(new Tolerance(1e-6, 0), golden.Tolerance);
    }

    [Fact]
    public void SmallestManifest_HasTheDefaults()
    {
        var json = JsonNode.Parse(Whole)!.AsObject();
        foreach (var optional in new[] { "environment", "training_data", "metrics", "golden" })
        {
            json.Remove(optional);
        }

        var manifest = Read(json.ToJsonString());
        Assert.Empty(manifest.Golden);
        Assert.Empty(manifest.Metrics);
        Assert.Null(manifest.TrainingData);
    }

    [Theory]
    [InlineData("schema", "2", "schema", "from 1 to 1")]
    [InlineData("schema", null, "", "has no schema")]
    [InlineData("runtime", "\"tensorflow\"", "runtime", "native, onnx, python-sklearn")]
    [InlineData("format", "0", "format", "from 1 to")]
    [InlineData("format", "1.5", "format", "whole number")]
    [InlineData("format", "\"1\"", "format", "is not a number")]
    [InlineData("surprise", "1", "", "unknown member 'surprise'")]
    [InlineData("signature.inputs", "[]", "signature.inputs", "has 0 elements; 1 to 1024")]
    [InlineData("signature.inputs", "{}", "signature.inputs", "is not an array")]
    [InlineData("signature.inputs.0.datatype", "\"STRING\"", "signature.inputs[0].datatype", "BYTES are known")]
    [InlineData("signature.inputs.0.shape", "[-2]", "signature.inputs[0].shape[0]", "from -1 to")]
    [InlineData("signature.inputs.0.shape", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "signature.inputs[0].shape", "0 to 16")]
    [InlineData("signature.inputs.0.name", "\"text\"", "signature.inputs[1].name", "as another's is")]
    [InlineData("files", "[]", "files", "1 to 64")]
    [InlineData("files.0.name", "\"../../etc/passwd\"", "files[0].name", "A-Z, a-z, 0-9")]
    [InlineData("files.0.name", "\".hidden\"", "files[0].name", "does not begin with '.'")]
    [InlineData("files.0.name", "\"a\\u0000b\"", "files[0].name", "A-Z, a-z, 0-9")]
    [InlineData("files.0.sha256", "\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\"", "files[0].sha256", "lower-case")]
    [InlineData("files.0.size_bytes", "-1", "files[0].size_bytes", "from 0 to 2147483648")]
    [InlineData("files.0.size_bytes", "2147483649", "files[0].size_bytes", "from 0 to 2147483648")]
    [InlineData("environment.scikit-learn", "1.2", "environment.scikit-learn", "is not a string")]
    [InlineData("environment.a\u0007b", "\"1\"", "environment", "control character")]
    [InlineData("metrics.accuracy", "\"high\"", "metrics.accuracy", "is not a number")]
    [InlineData("metrics.accuracy", "1e999", "metrics.accuracy", "a double's range")]
    [InlineData("training_data", "\"\"", "training_data", "0 characters; 1 to 2000")]
    [InlineData("golden.0.inputs.0.name", "\"other\"", "golden[0].inputs[0].name", "the signature does not have it")]
    [InlineData("golden.0.inputs.0", null, "golden[0].inputs", "has 1 tensors; the signature has 2 inputs")]
    [InlineData("golden.0.inputs.1.shape", "[1,3]", "golden[0].inputs[1]", "[-1, 2] is expected")]
    [InlineData("golden.0.inputs.1.datatype", "\"FP32\"", "golden[0].inputs[1]", "FP64 is expected")]
    [InlineData("golden.0.inputs.1.data", "[1]", "golden[0].inputs[1].data", "holds 1 elements")]
    [InlineData("golden.0.inputs.0.data", "[\"\\ud800\"]", "golden[0].inputs[0].data", "position 0")]
    [InlineData("golden.0.outputs", "[]", "golden[0].outputs", "1 to 1024")]
    [InlineData("golden.0.tolerance.absolute", "-1", "golden[0].tolerance.absolute", "0 or more")]
    [InlineData("golden.0.tolerance.percent", "1", "golden[0].tolerance", "unknown member 'percent'")]
    public void Fault_IsNamedByItsFieldAndBound(string path, string? value, string field, string reason)
    {
        var fault = Assert.Throws<ManifestException>(() => Read(With(path, value)));
        Assert.Equal(field, fault.Field);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"schema\":1,\"schema\":1}")]
    [InlineData("\uFEFF{}")]
    public void Text_ThatIsNoManifest_IsRefused(string json) => Assert.Throws<ManifestException>(() => Read(json));

    [Fact]
    public void CutOrFlippedBytes_AreRefusedOrReadButNeverThrowAnythingElse()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        var random = new Random(20261123);
        for (var attempt = 0; attempt < 3000; attempt++)
        {
            var damaged = bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)];
            for (var flip = random.Next(4); flip > 0; flip--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                ManifestReader.Read(damaged);
            }
            catch (ManifestException)
            {
                // Which is the one answer to a manifest that cannot be read.
            }
        }
    }

    private static Manifest Read(string json) => ManifestReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>The whole manifest with another value at a path, or without it.</summary>
    private static string With(string path, string? value)
    {
        var json = Whole;
        var root = JsonNode.Parse(json)!;
        var parts = path.Split('.');
        var parent = parts[..^1].Aggregate(root, (node, part) => node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!);
        const string Placeholder = "placeholder for the value";
        if (parent is JsonArray list)
        {
            list.RemoveAt(int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (value is null)
        {
            parent.AsObject().Remove(parts[^1]);
        }
        else
        {
            parent[parts[^1]] = Placeholder;
        }

        // Values stand as they are written, also those that no node can hold.
        return root.ToJsonString().Replace($"\"{Placeholder}\"", value, StringComparison.Ordinal);
    }
}
