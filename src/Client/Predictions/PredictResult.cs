namespace Berlin.Client;

/// <summary>The ranked answers for one instance.</summary>
/// <param name="PredictionId">Identity of the answer.</param>
/// <param name="Model">The model that was asked.</param>
/// <param name="Version">The version that answered; <c>live</c> for the learning head.</param>
/// <param name="Observations">Observations that the answering state has learned from.</param>
/// <param name="Predictions">Most probable first; empty before the first observation.</param>
/// <param name="Entity">The entity that was asked for; null where none was, or where the model has no entities.</param>
public sealed record PredictResult(
    string PredictionId,
    string Model,
    string Version,
    long Observations,
    IReadOnlyList<Prediction> Predictions,
    AnsweringEntity? Entity = null);

/// <summary>The entity whose own model took part in an answer.</summary>
/// <param name="Name">The entity.</param>
/// <param name="Observations">Observations that it has of its own; 0 = the model as a whole answered.</param>
public sealed record AnsweringEntity(string Name, long Observations);

/// <summary>One ranked answer.</summary>
/// <param name="Value">The class.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public sealed record Prediction(string Value, double Probability);
