using System.Buffers;

namespace Berlin.Learning;

/// <summary>Scores predictions made before their observation was learned, over all observations and over the last ones.</summary>
/// <remarks>
/// O(1) per observation. Sums are whole numbers (losses in 2^-32 nat), so a window that slid a million times holds exactly what a new
/// one would. Not thread-safe; one owner. Kept beside the learner's bytes, not in them: metrics do not change what is predicted.
/// </remarks>
public sealed class ProgressiveMetrics
{
    /// <summary>Most observations that a window holds; 8 bytes each.</summary>
    public const int LargestWindow = 1_000_000;

    /// <summary>-log(1e-15), the largest loss of one observation.</summary>
    internal const double LargestLoss = 34.538776394910684;

    private const ushort Version = 2;

    private readonly MetricsSums _overall = new();

    private MetricsWindow _window;

    /// <summary>Makes metrics that have seen nothing.</summary>
    /// <param name="window">Observations in the window, 1 to <see cref="LargestWindow"/>.</param>
    public ProgressiveMetrics(int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, LargestWindow);
        _window = new MetricsWindow(window);
    }

    private static ReadOnlySpan<byte> Magic => "BERLINPM"u8;

    /// <summary>Over all observations.</summary>
    public MetricsSummary Overall => _overall.Summary;

    /// <summary>Over the last observations, as many as the window holds.</summary>
    public MetricsSummary Window => _window.Summary;

    /// <summary>Observations that the window holds when it is full.</summary>
    public int WindowLength => _window.Length;

    /// <summary>Scores an observation whose target was among the classes.</summary>
    /// <param name="rank">Classes that ranked before the target, from 0.</param>
    /// <param name="logProbability">Log of the probability that the target was given, at most 0 but for rounding.</param>
    /// <param name="confidence">Probability of the class that ranked first, 0 to 1 but for rounding.</param>
    public void Add(int rank, double logProbability, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        if (double.IsNaN(logProbability))
        {
            throw new ArgumentException("is not a number", nameof(logProbability));
        }

        Add(new MetricsEntry(rank, Math.Clamp(-logProbability, 0, LargestLoss), Certain(confidence)));
    }

    /// <summary>Scores an observation whose target was not among the classes: a miss, at the largest loss.</summary>
    /// <param name="confidence">Probability of the class that ranked first, 0 to 1 but for rounding; 0 where there was none.</param>
    public void AddUnseen(double confidence) => Add(new MetricsEntry(int.MaxValue, LargestLoss, Certain(confidence)));

    /// <summary>Makes the window longer or shorter; the newest observations that fit stay in it.</summary>
    /// <param name="window">Observations in the window, 1 to <see cref="LargestWindow"/>.</param>
    public void Resize(int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, LargestWindow);
        _window = _window.Resized(window);
    }

    /// <summary>Writes the metrics; about 9 bytes per observation in the window.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var writer = new StateWriter(output);
        writer.Bytes(Magic);
        writer.UInt16(Version);
        _overall.Write(writer);
        _window.Write(writer);
        writer.End();
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    /// <exception cref="LearnerStateException">The bytes are damaged or of another version; tells which.</exception>
    public static ProgressiveMetrics Read(ReadOnlySpan<byte> state)
    {
        StateFormat.CheckStart(state, Magic, Version, "progressive metrics");
        var reader = new StateReader(state);
        reader.Bytes(Magic.Length + sizeof(ushort), "start");
        var metrics = new ProgressiveMetrics(1);
        metrics._overall.Read(ref reader);
        metrics._window = MetricsWindow.Read(ref reader, metrics._overall.Count);
        reader.End();
        return metrics;
    }

    private static double Certain(double confidence) => double.IsNaN(confidence)
        ? throw new ArgumentException("is not a number", nameof(confidence))
        : Math.Clamp(confidence, 0, 1);

    private void Add(MetricsEntry entry)
    {
        _overall.Add(entry);
        _window.Add(entry);
    }
}
