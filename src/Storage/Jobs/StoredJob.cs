namespace Berlin.Storage.Jobs;

/// <summary>A job's row.</summary>
public sealed record StoredJob
{
    /// <summary>Rises with each job of the store: the later of two jobs has the higher one.</summary>
    public required long Number { get; init; }

    /// <summary>Id; names the job's files.</summary>
    public required string Id { get; init; }

    /// <summary>Owner.</summary>
    public required string Tenant { get; init; }

    /// <summary>The tenant's model that it asks.</summary>
    public required string Model { get; init; }

    /// <summary>What its runner needs to know; the store does not read it.</summary>
    public required string Options { get; init; }

    /// <summary>Where it is.</summary>
    public required JobState State { get; init; }

    /// <summary>Size of the input.</summary>
    public required long InputBytes { get; init; }

    /// <summary>How far it is.</summary>
    public required JobProgress Progress { get; init; }

    /// <summary>Why it failed, in words for its owner; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Rises with each take and each cancellation; a runner with an older epoch is refused.</summary>
    public required long Epoch { get; init; }

    /// <summary>Silo generation that took it last; null where none did.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was created, UTC, in whole microseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was taken for the first time; null where it never was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it came to a final state; null where it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What a runner that has just taken it writes with.</summary>
    public JobHold Hold => new(Id, Epoch, Owner ?? "");
}
