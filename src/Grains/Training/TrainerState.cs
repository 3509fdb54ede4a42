using Berlin.Learning;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Training;

/// <summary>What a trainer holds while it owns its stream. One owner: the trainer's turns.</summary>
internal sealed class TrainerState
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Owner under which the stream was taken.</summary>
    public required string Owner { get; init; }

    /// <summary>Epoch of the take.</summary>
    public required long Epoch { get; init; }

    /// <summary>Generation of the log.</summary>
    public required long Generation { get; init; }

    /// <summary>Sequence number of the last row that the store has committed.</summary>
    public required long Head { get; set; }

    /// <summary>Sequence number of the last row that the learner has absorbed.</summary>
    public required long Absorbed { get; set; }

    /// <summary>The learner.</summary>
    public required OnlineClassifier Classifier { get; init; }

    /// <summary>Its scores.</summary>
    public required ProgressiveMetrics Metrics { get; set; }

    /// <summary>The newest published checkpoint, or null.</summary>
    public CheckpointRecord? Checkpoint { get; set; }

    /// <summary>Sequence number at which a checkpoint was last tried; one that fails is not tried again at once.</summary>
    public long CheckpointTried { get; set; }

    /// <summary>Whether a restart would have to replay something.</summary>
    public bool IsDirty => Absorbed > (Checkpoint?.Sequence ?? 0);

    /// <summary>Predicts and learns one row, in sequence order.</summary>
    public void Absorb(StoredObservation row)
    {
        if (row.Sequence != Absorbed + 1)
        {
            throw new InvalidOperationException($"Row {row.Sequence} does not follow row {Absorbed}.");
        }

        Classifier.Learn(row.Features, row.Target, row.Entity, Metrics);
        Absorbed = row.Sequence;
    }
}
