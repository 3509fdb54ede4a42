using System.ComponentModel.DataAnnotations;

namespace Berlin.Grains.Training;

/// <summary>How trainers batch, checkpoint and refuse.</summary>
public sealed class TrainerOptions
{
    /// <summary>Observations that may wait in one trainer before it answers <c>trainer.busy</c>. Default 50,000: five full requests.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingObservations { get; set; } = 50_000;

    /// <summary>Observations that one append takes at most. Default 10,000: one full request.</summary>
    [Range(1, 100_000)]
    public int MaxAppendObservations { get; set; } = 10_000;

    /// <summary>Observations after which a checkpoint is made. Default 10,000: their replay takes well under a second.</summary>
    [Range(1, 10_000_000)]
    public int CheckpointObservations { get; set; } = 10_000;

    /// <summary>Time after which a changed learner is checkpointed. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Good checkpoints that are kept per stream, so that a damaged one has one before it. Default 2.</summary>
    [Range(1, 100)]
    public int CheckpointsKept { get; set; } = 2;

    /// <summary>Observations that one read takes at a replay. Default 1,000: bounded memory at any length of the tail.</summary>
    [Range(1, 100_000)]
    public int ReplayPageObservations { get; set; } = 1_000;

    /// <summary>Observations that are learned before waiting predictions get a turn. Default 128: about a millisecond.</summary>
    [Range(1, 100_000)]
    public int AbsorbSliceObservations { get; set; } = 128;
}
