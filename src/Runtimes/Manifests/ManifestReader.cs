using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Manifests;

/// <summary>Reads manifests, strictly: an unknown member is refused, since a check that a maker believes in and nobody makes is worse than none.</summary>
public static class ManifestReader
{
    /// <summary>Largest manifest in bytes, golden samples included.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Most files of a version.</summary>
    public const int MaxFiles = 64;

    /// <summary>Largest file in bytes.</summary>
    public const long MaxFileBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>Most inputs, and most outputs, of a signature.</summary>
    public const int MaxTensors = 1024;

    /// <summary>Most golden samples: a version replays all of them each time it is loaded.</summary>
    public const int MaxGolden = 256;

    private const int MaxEntries = 256;

    private const int MaxNameLength = 200;

    private const int MaxTextLength = 2000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ManifestException">It is not as it must be.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new ManifestException("", $"has {json.Length} bytes; at most {MaxBytes} are allowed");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return ReadManifest(new ManifestNode(document.RootElement, ""));
        }
        catch (JsonException exception)
        {
            throw new ManifestException("", $"is not well-formed JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // The text of a string is only looked at when it is read.
            throw new ManifestException("", "holds a string that is no Unicode text");
        }
    }

    private static Manifest ReadManifest(ManifestNode root)
    {
        root.Object("schema", "runtime", "format", "signature", "files", "environment", "training_data", "metrics", "golden");
        root.Member("schema").Integer(Manifest.Schema, Manifest.Schema);
        var signature = ReadSignature(root.Member("signature"));
        return new Manifest
        {
            Runtime = ReadRuntime(root.Member("runtime")),
            Format = (int)root.Member("format").Integer(1, int.MaxValue),
            Signature = signature,
            Files = ReadFiles(root.Member("files")),
            Environment = ReadEntries(root.Find("environment"), node => node.Text(MaxNameLength)),
            TrainingData = root.Find("training_data")?.Text(MaxTextLength),
            Metrics = ReadEntries(root.Find("metrics"), node => node.Number(double.MinValue)),
            Golden = root.Find("golden") is { } golden ? [.. golden.Array(0, MaxGolden).Select(sample => ReadSample(sample, signature))] : [],
        };
    }

    private static string ReadRuntime(ManifestNode node)
    {
        var runtime = node.Text(MaxNameLength);
        return RuntimeNames.All.Contains(runtime, StringComparer.Ordinal)
            ? runtime
            : throw node.Fault($"is '{ManifestNode.Show(runtime)}'; {string.Join(", ", RuntimeNames.All)} are known");
    }

    private static Signature ReadSignature(ManifestNode node)
    {
        node.Object("inputs", "outputs");
        return new Signature(ReadSpecs(node.Member("inputs")), ReadSpecs(node.Member("outputs")));
    }

    private static ImmutableArray<TensorSpec> ReadSpecs(ManifestNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var specs = ImmutableArray.CreateBuilder<TensorSpec>();
        foreach (var element in node.Array(1, MaxTensors))
        {
            element.Object("name", "datatype", "shape");
            var name = element.Member("name").Text(MaxNameLength);
            if (!names.Add(name))
            {
                throw element.Member("name").Fault($"is '{ManifestNode.Show(name)}' as another's is");
            }

            specs.Add(new TensorSpec(name, ReadType(element.Member("datatype")), ReadShape(element.Member("shape"), TensorSpec.AnyLength)));
        }

        return specs.ToImmutable();
    }

    private static TensorType ReadType(ManifestNode node)
    {
        var name = node.Text(MaxNameLength);
        return TensorTypes.Find(name)
            ?? throw node.Fault($"is '{ManifestNode.Show(name)}'; {string.Join(", ", Enum.GetValues<TensorType>().Select(TensorTypes.NameOf))} are known");
    }

    private static ImmutableArray<long> ReadShape(ManifestNode node, long least) =>
        [.. node.Array(0, TensorShape.MaxRank).Select(length => length.Integer(least, TensorShape.MaxElements))];

    private static ImmutableArray<ManifestFile> ReadFiles(ManifestNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<ManifestFile>();
        foreach (var element in node.Array(1, MaxFiles))
        {
            element.Object("name", "sha256", "size_bytes");
            var name = ReadFileName(element.Member("name"));
            if (!names.Add(name))
            {
                throw element.Member("name").Fault($"is '{name}' as another's is");
            }

            files.Add(new ManifestFile(name, ReadDigest(element.Member("sha256")), element.Member("size_bytes").Integer(0, MaxFileBytes)));
        }

        return files.ToImmutable();
    }

    private static string ReadFileName(ManifestNode node)
    {
        var name = node.Text(MaxNameLength);
        return name[0] != '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
            ? name
            : throw node.Fault($"is '{ManifestNode.Show(name)}'; a file's name has 1 to {MaxNameLength} of A-Z, a-z, 0-9, '.', '_' and '-' and does not begin with '.'");
    }

    private static string ReadDigest(ManifestNode node)
    {
        var digest = node.Text(MaxNameLength);
        return digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower) ? digest : throw node.Fault("is no SHA-256 digest of 64 lower-case hexadecimal digits");
    }

    private static ImmutableSortedDictionary<string, T> ReadEntries<T>(ManifestNode? node, Func<ManifestNode, T> read) =>
        node is { } entries
            ? entries.Entries(MaxEntries, MaxNameLength).ToImmutableSortedDictionary(entry => entry.Name, entry => read(entry.Node), StringComparer.Ordinal)
            : ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static GoldenSample ReadSample(ManifestNode node, Signature signature)
    {
        node.Object("inputs", "outputs", "tolerance");
        var inputs = node.Member("inputs");
        var given = ReadTensors(inputs, signature.Inputs);
        if (given.Length != signature.Inputs.Length)
        {
            throw inputs.Fault($"has {given.Length} tensors; the signature has {signature.Inputs.Length} inputs");
        }

        // In the order of the signature, whatever theirs was.
        return new GoldenSample(
            [.. signature.Inputs.Select(spec => given.Single(tensor => tensor.Name == spec.Name))],
            ReadTensors(node.Member("outputs"), signature.Outputs),
            node.Find("tolerance") is { } tolerance ? ReadTolerance(tolerance) : Tolerance.Default);
    }

    private static ImmutableArray<Tensor> ReadTensors(ManifestNode node, ImmutableArray<TensorSpec> specs)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = ImmutableArray.CreateBuilder<Tensor>();
        foreach (var element in node.Array(1, MaxTensors))
        {
            element.Object("name", "datatype", "shape", "data");
            var name = element.Member("name").Text(MaxNameLength);
            if (!names.Add(name))
            {
                throw element.Member("name").Fault($"is '{ManifestNode.Show(name)}' as another's is");
            }

            tensors.Add(ReadTensor(element, name, specs.FirstOrDefault(spec => spec.Name == name) ?? throw element.Member("name").Fault($"is '{ManifestNode.Show(name)}'; the signature does not have it")));
        }

        return tensors.ToImmutable();
    }

    private static Tensor ReadTensor(ManifestNode node, string name, TensorSpec spec)
    {
        var type = ReadType(node.Member("datatype"));
        var shape = ReadShape(node.Member("shape"), least: 0);
        if (SignatureRules.FindFault(spec, type, shape) is { } fault)
        {
            throw node.Fault(fault);
        }

        var data = node.Member("data");
        try
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(data.Value));
            reader.Read();
            return TensorJson.Read(ref reader, name, type, shape);
        }
        catch (TensorFormatException exception)
        {
            throw data.Fault(exception.Message);
        }
    }

    private static Tolerance ReadTolerance(ManifestNode node)
    {
        node.Object("absolute", "relative");
        return new Tolerance(node.Find("absolute")?.Number(0) ?? 0, node.Find("relative")?.Number(0) ?? 0);
    }
}
