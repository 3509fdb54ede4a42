using System.Collections.Immutable;

namespace Berlin.Runtimes;

/// <summary>The runtimes that manifests can name.</summary>
public static class RuntimeNames
{
    /// <summary>Berlin's own learners, cut at a checkpoint.</summary>
    public const string Native = "native";

    /// <summary>ONNX graphs.</summary>
    public const string Onnx = "onnx";

    /// <summary>Pickled scikit-learn estimators, in processes of their own.</summary>
    public const string PythonSklearn = "python-sklearn";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [Native, Onnx, PythonSklearn];
}
