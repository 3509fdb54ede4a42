namespace Berlin.Storage.Checkpoints;

/// <summary>The row that publishes a checkpoint.</summary>
public sealed record CheckpointRecord
{
    /// <summary>Sequence number that the state has absorbed.</summary>
    public required long Sequence { get; init; }

    /// <summary>Generation of the log that it was made from.</summary>
    public required long Generation { get; init; }

    /// <summary>Epoch of the trainer that made it.</summary>
    public required long Epoch { get; init; }

    /// <summary>Name of the blob: it holds sequence, epoch and digest, and is never overwritten.</summary>
    public required string BlobName { get; init; }

    /// <summary>SHA-256 of the blob, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Size of the blob.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Progressive metrics at that sequence, beside the learner's bytes and outside their digest.</summary>
    public required byte[] Metrics { get; init; }

    /// <summary>When it was published, UTC, rounded down to the microsecond.</summary>
    public required DateTimeOffset PublishedAt
    {
        get;
        init => field = Microseconds.Truncate(value);
    }
}
