namespace Berlin.Client;

/// <summary>An observation as the server holds it.</summary>
public sealed record StoredObservation
{
    /// <summary>Its number in the stream.</summary>
    public required long Sequence { get; init; }

    /// <summary>Identity inside the model.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The features by field.</summary>
    public required IReadOnlyDictionary<string, FeatureValue> Features { get; init; }

    /// <summary>The class that holds now.</summary>
    public required string Target { get; init; }

    /// <summary>The class that was observed, where it was corrected since.</summary>
    public string? ObservedTarget { get; init; }

    /// <summary>Whose observation it is.</summary>
    public string? Entity { get; init; }

    /// <summary>Whom it is about.</summary>
    public string? Subject { get; init; }
}

/// <summary>Some of a model's observations, in the order in which they were stored.</summary>
/// <param name="Observations">The observations.</param>
/// <param name="Next">Sequence number to pass as <c>after</c> for the next page; null on the last.</param>
public sealed record StoredObservationPage(IReadOnlyList<StoredObservation> Observations, long? Next);

/// <summary>What became of a correction.</summary>
/// <param name="Id">The observation.</param>
/// <param name="Target">The class that holds now.</param>
/// <param name="PreviousTarget">The class that held before; the same where there was nothing to correct.</param>
/// <param name="Sequence">Number of the last row of the stream.</param>
public sealed record CorrectionResult(string Id, string Target, string PreviousTarget, long Sequence);

/// <summary>What was removed of a stream.</summary>
/// <param name="Removed">Observations that are gone.</param>
/// <param name="LogGeneration">Generation of the log; it has grown, unless nothing was removed.</param>
public sealed record RemovalResult(long Removed, long LogGeneration);
