namespace Berlin.Client;

/// <summary>An entity of a model.</summary>
public sealed record EntityReport
{
    /// <summary>Its key inside the model.</summary>
    public required string Entity { get; init; }

    /// <summary>Its observations.</summary>
    public required long Observations { get; init; }

    /// <summary>Sequence number of its last row.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Latest time of its observations.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Classes among its observations; only where one entity was asked for and has a learner of its own.</summary>
    public int? Classes { get; init; }

    /// <summary>Counts that its learner holds; as above.</summary>
    public long? Cells { get; init; }

    /// <summary>Bytes of memory that its learner takes while it is loaded; as above.</summary>
    public long? MemoryBytes { get; init; }
}

/// <summary>Some of a model's entities, in the order of their bytes.</summary>
/// <param name="Entities">The entities.</param>
/// <param name="Next">Entity to pass as <c>after</c> for the next page; null on the last.</param>
public sealed record EntityPage(IReadOnlyList<EntityReport> Entities, string? Next);
