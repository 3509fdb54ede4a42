namespace Berlin.Learning;

/// <summary>Predictions by the probability of their first answer: how many, how often it was right, and the sum of the probabilities.</summary>
/// <remarks>Expected calibration error as in Naeini, Cooper, Hauskrecht, AAAI 2015. Sums are whole numbers, so what is added can be taken out.</remarks>
internal sealed class ReliabilityTable
{
    private const int Bins = MetricsSummary.ReliabilityBins;

    private readonly long[] _counts = new long[Bins];

    private readonly long[] _right = new long[Bins];

    private readonly long[] _confidenceUnits = new long[Bins];

    /// <summary>Mean over all predictions of |share right - mean probability| of their bin; 0 when there are none. O(bins).</summary>
    public double CalibrationError
    {
        get
        {
            var (off, count) = (0.0, 0L);
            for (var bin = 0; bin < Bins; bin++)
            {
                off += Math.Abs(_right[bin] - MetricsEntry.Probability(_confidenceUnits[bin]));
                count += _counts[bin];
            }

            return count == 0 ? 0 : off / count;
        }
    }

    /// <summary>Adds an outcome so many times; -1 takes one out.</summary>
    public void Add(MetricsEntry entry, int times)
    {
        var bin = Math.Min(Bins - 1, (int)(MetricsEntry.Probability(entry.ConfidenceUnits) * Bins));
        _counts[bin] += times;
        _right[bin] += times * entry.IsFirst;
        _confidenceUnits[bin] += times * (long)entry.ConfidenceUnits;
    }

    public void Write(StateWriter writer)
    {
        for (var bin = 0; bin < Bins; bin++)
        {
            writer.Varint((ulong)_counts[bin]);
            writer.Varint((ulong)_right[bin]);
            writer.Varint((ulong)_confidenceUnits[bin]);
        }
    }

    /// <summary>Takes over what was written.</summary>
    /// <param name="reader">Stands on the table.</param>
    /// <param name="count">Predictions in all bins together.</param>
    public void Read(ref StateReader reader, long count)
    {
        for (var bin = 0; bin < Bins; bin++)
        {
            _counts[bin] = (long)reader.Varint(0, (ulong)count, "predictions of a bin");
            _right[bin] = (long)reader.Varint(0, (ulong)_counts[bin], "right predictions of a bin");
            _confidenceUnits[bin] = (long)reader.Varint(0, long.MaxValue, "sum of probabilities of a bin");
            count -= _counts[bin];
        }

        if (count != 0)
        {
            throw new LearnerStateException($"The state's bins lack {count} of the predictions that it counts.");
        }
    }
}
