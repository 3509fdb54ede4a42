namespace Berlin.Grains.Jobs;

/// <summary>How far a job is.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.job-report")]
public sealed record JobReport
{
    /// <summary>Identity inside the tenant.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Rises with each job; lists go by it.</summary>
    [Id(1)]
    public required long Number { get; init; }

    /// <summary>Name of the model that scores.</summary>
    [Id(2)]
    public required string Model { get; init; }

    /// <summary>As the request gave them.</summary>
    [Id(3)]
    public required string Options { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    [Id(4)]
    public required string State { get; init; }

    /// <summary>Size of the input.</summary>
    [Id(5)]
    public required long InputBytes { get; init; }

    /// <summary>Bytes of it that are done with.</summary>
    [Id(6)]
    public required long BytesRead { get; init; }

    /// <summary>Bytes of the result so far.</summary>
    [Id(7)]
    public required long ResultBytes { get; init; }

    /// <summary>Rows in the result so far.</summary>
    [Id(8)]
    public required long Rows { get; init; }

    /// <summary>Those among them that have a fault instead of classes.</summary>
    [Id(9)]
    public required long RowsFailed { get; init; }

    /// <summary>Why the job failed, as one of <see cref="ErrorCodes"/>; null where it did not.</summary>
    [Id(10)]
    public string? ErrorCode { get; init; }

    /// <summary>The same for people.</summary>
    [Id(11)]
    public string? Error { get; init; }

    /// <summary>When it was made, UTC.</summary>
    [Id(12)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first worked on, UTC; null before.</summary>
    [Id(13)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC; null before.</summary>
    [Id(14)]
    public DateTimeOffset? FinishedAt { get; init; }
}
