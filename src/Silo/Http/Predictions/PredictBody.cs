using Berlin.Grains.Training;

namespace Berlin.Silo.Http.Predictions;

/// <summary>What a prediction asks.</summary>
/// <param name="Request">For the grain.</param>
/// <param name="IsBatch">Whether it came as <c>instances</c> and is answered so.</param>
internal readonly record struct PredictBody(PredictRequest Request, bool IsBatch);
