using System.Collections.Immutable;
using Berlin.Runtimes.Signatures;

namespace Berlin.Runtimes.Manifests;

/// <summary>What a version says about itself. Written by whoever made it; everything in it that can be checked is, before the version serves.</summary>
public sealed record Manifest
{
    /// <summary>Version of this very format.</summary>
    public const int Schema = 1;

    /// <summary>Which runtime loads it: <c>native</c>, <c>onnx</c>, <c>python-sklearn</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Version of the runtime's own format, 1 or more.</summary>
    public required int Format { get; init; }

    /// <summary>What it takes and gives.</summary>
    public required Signature Signature { get; init; }

    /// <summary>Its files.</summary>
    public required ImmutableArray<ManifestFile> Files { get; init; }

    /// <summary>Names and versions of what it was made with: <c>scikit-learn</c> to <c>1.2.1</c>.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What names the data that it was trained on, as its maker chose to: a digest, a query, a date; null where nothing does.</summary>
    public string? TrainingData { get; init; }

    /// <summary>What its maker measured: <c>accuracy</c> to 0.93.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } = ImmutableSortedDictionary<string, double>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Requests that it must answer as recorded.</summary>
    public ImmutableArray<GoldenSample> Golden { get; init; } = [];
}
