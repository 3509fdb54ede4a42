namespace Berlin.Client;

/// <summary>How far a job is.</summary>
public sealed record JobDescription
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the model that scores.</summary>
    public required string Model { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>csv</c> or <c>jsonl</c>.</summary>
    public required string Input { get; init; }

    /// <summary><c>csv</c> or <c>jsonl</c>.</summary>
    public required string Output { get; init; }

    /// <summary>Most classes per row.</summary>
    public required int Top { get; init; }

    /// <summary>Rows in the result so far.</summary>
    public required long Rows { get; init; }

    /// <summary>Those among them that have a fault instead of classes.</summary>
    public required long RowsFailed { get; init; }

    /// <summary>Bytes of the input that are done with.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Bytes of the input.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>Bytes of the result so far.</summary>
    public required long ResultBytes { get; init; }

    /// <summary>Rows a second since the job was first worked on.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first worked on, UTC; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Code { get; init; }

    /// <summary>The same for people.</summary>
    public string? Error { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinished => State is "done" or "failed" or "cancelled";
}

/// <summary>One page of jobs.</summary>
/// <param name="Jobs">The jobs, the newest first.</param>
/// <param name="Next">For <c>after</c> of the next page; null on the last.</param>
public sealed record JobPage(IReadOnlyList<JobDescription> Jobs, string? Next);
