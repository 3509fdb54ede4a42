using System.Text.Json.Serialization;

namespace Berlin.Client;

/// <summary>Progressive metrics over all observations and over the last ones.</summary>
/// <param name="Overall">Over all observations.</param>
/// <param name="Window">Over the model's sliding window.</param>
public sealed record ModelMetrics(MetricValues Overall, MetricValues Window);

/// <summary>Metrics over a number of observations.</summary>
/// <param name="Count">Observations counted.</param>
/// <param name="Accuracy1">Share of observations whose target was ranked first, 0 to 1.</param>
/// <param name="Accuracy3">Share of observations whose target was among the first three, 0 to 1.</param>
/// <param name="LogLoss">Mean of -ln(probability given to the target), in nats.</param>
/// <param name="CalibrationError">Expected calibration error of the first answer, 0 to 1.</param>
public sealed record MetricValues(
    long Count,
    [property: JsonPropertyName("accuracy_1")] double Accuracy1,
    [property: JsonPropertyName("accuracy_3")] double Accuracy3,
    double LogLoss,
    double CalibrationError);
