namespace Berlin.Grains.Training;

/// <summary>Another target for an observation that is stored.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.correction")]
public sealed record Correction
{
    /// <summary>Id of the observation.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The class that is true, 1-256 characters.</summary>
    [Id(1)]
    public required string Target { get; init; }
}

/// <summary>What became of a correction.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.correct-result")]
public sealed record CorrectResult
{
    /// <summary>The target that held before; equal to the new one where there was nothing to correct and nothing was stored.</summary>
    [Id(0)]
    public required string PreviousTarget { get; init; }

    /// <summary>Sequence number of the last row of the stream.</summary>
    [Id(1)]
    public required long Sequence { get; init; }
}
