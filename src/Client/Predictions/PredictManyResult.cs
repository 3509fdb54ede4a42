namespace Berlin.Client;

/// <summary>The ranked answers for several instances.</summary>
/// <param name="PredictionId">Identity of the answer.</param>
/// <param name="Model">The model that was asked.</param>
/// <param name="Version">The version that answered; <c>live</c> for the learning head.</param>
/// <param name="Observations">Observations that the answering state has learned from.</param>
/// <param name="Instances">One entry per instance, in the order of the request.</param>
public sealed record PredictManyResult(
    string PredictionId, string Model, string Version, long Observations, IReadOnlyList<InstancePredictions> Instances);

/// <summary>The ranked answers for one of several instances.</summary>
/// <param name="Predictions">Most probable first; empty before the first observation.</param>
/// <param name="Entity">The entity that was asked for; null where none was, or where the model has no entities.</param>
public sealed record InstancePredictions(IReadOnlyList<Prediction> Predictions, AnsweringEntity? Entity = null);
