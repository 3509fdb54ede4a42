namespace Berlin.Grains.Training;

/// <summary>Where a stream stands and how well its learner predicts it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.trainer-status")]
public sealed record TrainerStatus
{
    /// <summary>Sequence number of the last stored observation.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Generation of the log; a trim or a deletion makes a new one.</summary>
    [Id(1)]
    public required long LogGeneration { get; init; }

    /// <summary>Classes seen so far.</summary>
    [Id(2)]
    public required int Classes { get; init; }

    /// <summary>Columns in use.</summary>
    [Id(3)]
    public required int Columns { get; init; }

    /// <summary>Each observation was predicted before it was learned: the scores over all of them.</summary>
    [Id(4)]
    public required MetricsReport Overall { get; init; }

    /// <summary>The same over the last observations.</summary>
    [Id(5)]
    public required MetricsReport Window { get; init; }

    /// <summary>The newest checkpoint, or null before the first.</summary>
    [Id(6)]
    public CheckpointReport? Checkpoint { get; init; }

    /// <summary>SHA-256 of the learner's bytes at <see cref="Sequence"/>, lower-case hex; only where it was asked for.</summary>
    [Id(7)]
    public string? LearnerDigest { get; init; }

    /// <summary>Rows that the stream holds: <see cref="Sequence"/> without what was removed.</summary>
    [Id(8)]
    public required long Rows { get; init; }
}

/// <summary>Progressive validation: every observation predicted first, then learned.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.metrics-report")]
public sealed record MetricsReport
{
    /// <summary>Observations that were scored.</summary>
    [Id(0)]
    public required long Count { get; init; }

    /// <summary>Share whose target was ranked first, 0 to 1.</summary>
    [Id(1)]
    public required double Accuracy1 { get; init; }

    /// <summary>Share whose target was among the first three, 0 to 1.</summary>
    [Id(2)]
    public required double Accuracy3 { get; init; }

    /// <summary>Mean negative log probability of the target in nats; probabilities below 1e-15 count as 1e-15.</summary>
    [Id(3)]
    public required double LogLoss { get; init; }

    /// <summary>Expected calibration error: how far the probability of the first answer is from the share in which it is right, 0 to 1.</summary>
    [Id(4)]
    public required double CalibrationError { get; init; }
}

/// <summary>A published checkpoint.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.checkpoint-report")]
public sealed record CheckpointReport
{
    /// <summary>Sequence number that it has absorbed.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Size of the learner's bytes.</summary>
    [Id(1)]
    public required long SizeBytes { get; init; }

    /// <summary>When it was published, UTC.</summary>
    [Id(2)]
    public required DateTimeOffset At { get; init; }
}
