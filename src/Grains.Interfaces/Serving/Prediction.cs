namespace Berlin.Grains.Serving;

/// <summary>Rows to predict.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.predict-request")]
public sealed record PredictRequest
{
    /// <summary>One canonical JSON object in UTF-8 per row (see <see cref="Training.Observation.Features"/>).</summary>
    [Id(0)]
    public required byte[][] Instances { get; init; }

    /// <summary>Most classes to answer with per row, 1 to 1,000.</summary>
    [Id(1)]
    public required int Top { get; init; }

    /// <summary>Whether the rows came as <c>instances</c>; errors name their place accordingly.</summary>
    [Id(2)]
    public bool IsBatch { get; init; }

    /// <summary>Per row whose own model answers, null where the model as a whole does; null = no row names one.</summary>
    [Id(3)]
    public string?[]? Entities { get; init; }
}

/// <summary>The answers, row by row.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.predict-result")]
public sealed record PredictResult
{
    /// <summary>Sequence number up to which the answering learner has learned.</summary>
    [Id(0)]
    public required long Observations { get; init; }

    /// <summary>Per row the most probable classes, best first; empty before the first observation.</summary>
    [Id(1)]
    public required ScoredClass[][] Predictions { get; init; }

    /// <summary>
    /// Per row how many observations its entity has of its own, null where the row names none; null as a whole where no row
    /// names one or the model has no entities.
    /// </summary>
    [Id(2)]
    public long?[]? EntityObservations { get; init; }
}

/// <summary>A class and its probability.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.scored-class")]
public readonly record struct ScoredClass
{
    /// <summary>Makes a scored class.</summary>
    public ScoredClass(string value, double probability)
    {
        Value = value;
        Probability = probability;
    }

    /// <summary>The class, as observed in targets.</summary>
    [Id(0)]
    public string Value { get; init; }

    /// <summary>Posterior probability, 0 to 1; the classes of one row sum to 1.</summary>
    [Id(1)]
    public double Probability { get; init; }
}
