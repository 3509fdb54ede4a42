namespace Berlin.Client;

/// <summary>A model as the server describes it.</summary>
public sealed record ModelDescription
{
    /// <summary>Name inside the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of model: <c>online</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The definition with all defaults filled in.</summary>
    public required ModelDefinition Definition { get; init; }

    /// <summary>When it was first defined.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its definition last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Rises by one with each change of the definition, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>Sequence number of the last row of the stream; 0 before the first.</summary>
    public required long Sequence { get; init; }

    /// <summary>Rows that the stream holds: observations and corrections that were not removed.</summary>
    public required long Rows { get; init; }

    /// <summary>Counts the rebuilds of the log: trimming and deleting raise it.</summary>
    public required long LogGeneration { get; init; }

    /// <summary>Classes learned so far.</summary>
    public required int Classes { get; init; }

    /// <summary>Columns in use.</summary>
    public required int Columns { get; init; }

    /// <summary>Progressive validation: every observation was predicted before it was learned.</summary>
    public required ModelMetrics Metrics { get; init; }

    /// <summary>The newest checkpoint; null before the first.</summary>
    public CheckpointDescription? Checkpoint { get; init; }

    /// <summary>SHA-256 of the learner's bytes, when it was asked for.</summary>
    public string? LearnerDigest { get; init; }
}
