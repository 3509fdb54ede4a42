namespace Berlin.Learning;

/// <summary>Scores over a number of observations, each predicted before it was learned.</summary>
/// <param name="Count">Observations scored; the other members are 0 when it is 0.</param>
/// <param name="Accuracy1">Share whose target was ranked first, 0 to 1.</param>
/// <param name="Accuracy3">Share whose target was among the first three, 0 to 1.</param>
/// <param name="LogLoss">Mean negative log probability of the target in nats; a probability below 1e-15, or none, counts as 1e-15.</param>
/// <param name="CalibrationError">
/// How far probabilities are from what comes true, 0 to 1 (expected calibration error): predictions are sorted into
/// <see cref="ReliabilityBins"/> bins of equal width by the probability of their first answer; in each bin the mean probability and the
/// share that was right differ by something, and this is the mean of that over all predictions.
/// </param>
public readonly record struct MetricsSummary(long Count, double Accuracy1, double Accuracy3, double LogLoss, double CalibrationError)
{
    /// <summary>Bins that <see cref="CalibrationError"/> is computed over.</summary>
    public const int ReliabilityBins = 15;
}
