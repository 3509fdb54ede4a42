namespace Berlin.Grains.Serving;

/// <summary>An entity that occurs in a model's stream.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.entity-report")]
public sealed record EntityReport
{
    /// <summary>Its key inside the model.</summary>
    [Id(0)]
    public required string Entity { get; init; }

    /// <summary>Its observations.</summary>
    [Id(1)]
    public required long Observations { get; init; }

    /// <summary>Sequence number of its last row.</summary>
    [Id(2)]
    public required long LastSequence { get; init; }

    /// <summary>Latest time of its observations, UTC.</summary>
    [Id(3)]
    public required DateTimeOffset LastAt { get; init; }
}

/// <summary>An entity and what its own learner holds.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.entity-description")]
public sealed record EntityDescription
{
    /// <summary>The entity in the stream.</summary>
    [Id(0)]
    public required EntityReport Entity { get; init; }

    /// <summary>Classes among its observations; null where the model learns entities within its one learner.</summary>
    [Id(1)]
    public int? Classes { get; init; }

    /// <summary>Counts that its learner holds; null as above.</summary>
    [Id(2)]
    public long? Cells { get; init; }

    /// <summary>Bytes of memory that its learner takes; null as above.</summary>
    [Id(3)]
    public long? MemoryBytes { get; init; }
}
