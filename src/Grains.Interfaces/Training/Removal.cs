namespace Berlin.Grains.Training;

/// <summary>Which observations are to be removed: exactly one of its members is set.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.removal")]
public sealed record Removal
{
    /// <summary>One observation, by its id.</summary>
    [Id(0)]
    public string? Observation { get; init; }

    /// <summary>All of a subject.</summary>
    [Id(1)]
    public string? Subject { get; init; }

    /// <summary>All of an entity.</summary>
    [Id(2)]
    public string? Entity { get; init; }
}

/// <summary>What was removed.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.remove-result")]
public sealed record RemoveResult
{
    /// <summary>Observations that are gone; their corrections, which went with them, are not counted.</summary>
    [Id(0)]
    public required long Removed { get; init; }

    /// <summary>Generation of the log afterwards; unchanged where nothing was removed.</summary>
    [Id(1)]
    public required long LogGeneration { get; init; }
}
