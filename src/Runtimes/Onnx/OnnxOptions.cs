using System.Globalization;

namespace Berlin.Runtimes.Onnx;

/// <summary>How a process uses ONNX Runtime. <see cref="Validate"/> names every fault.</summary>
/// <remarks>A process holds ONNX Runtime once: where several runtimes are made in it, the options of the first load hold.</remarks>
public sealed class OnnxOptions
{
    private const int MaxThreads = 256;
    private const long MinRunMemoryBytes = 16L * 1024 * 1024;
    private const long MaxRunMemoryBytes = 1024L * 1024 * 1024 * 1024;

    /// <summary>Path of ONNX Runtime's native library. Where there is no such file, versions of runtime <c>onnx</c> cannot be loaded, and nothing else suffers.</summary>
    public required string LibraryPath { get; init; }

    /// <summary>Threads that large operators share, over all sessions of the process, callers' own threads included; default the number of processors, 1-256.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);

    /// <summary>
    /// Memory that all runs of the process share for what they calculate, answers included; default 1 GiB, 16 MiB-1 TiB. A run that would
    /// go over it is refused. What was once taken is kept for later runs. Weights of models are not in it.
    /// </summary>
    public long RunMemoryBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Whether graphs may use the operators of the domain <c>com.microsoft</c> too; default no. They are some two hundred more, in
    /// native code that fewer people have looked at; models out of scikit-learn and PyTorch do without them.
    /// </summary>
    public bool ContributedOperators { get; init; }

    /// <summary>What is wrong with these options, one sentence per fault; empty where nothing is.</summary>
    public IReadOnlyList<string> Validate() => [.. FindFaults()];

    private IEnumerable<string> FindFaults()
    {
        if (string.IsNullOrWhiteSpace(LibraryPath))
        {
            yield return $"{nameof(LibraryPath)} is empty; it is the path of ONNX Runtime's native library.";
        }

        if (Threads is < 1 or > MaxThreads)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(Threads)} is {Threads}; it is 1-{MaxThreads}.");
        }

        if (RunMemoryBytes is < MinRunMemoryBytes or > MaxRunMemoryBytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(RunMemoryBytes)} is {RunMemoryBytes}; it is {MinRunMemoryBytes}-{MaxRunMemoryBytes}.");
        }
    }
}
