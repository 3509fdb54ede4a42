using Berlin.Grains.Models;
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

    /// <summary>Rows that are not in the stream any more; their sequence numbers are not used again.</summary>
    public required long Removed { get; init; }

    /// <summary>Sequence number of the last row that the learner has absorbed.</summary>
    public required long Absorbed { get; set; }

    /// <summary>Rows that the stream holds.</summary>
    public long Rows => Head - Removed;

    /// <summary>How many observations the stream holds and how old they are; null where nothing bounds them.</summary>
    public required StreamExtent? Extent { get; set; }

    /// <summary>Bounds of the stream, or null.</summary>
    public required RetentionDefinition? Retention { get; set; }

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

    /// <summary>Counts rows that the store has committed.</summary>
    public void Stored(IReadOnlyList<StoredObservation> rows)
    {
        Head += rows.Count;
        if (Extent is not { } extent)
        {
            return;
        }

        var observations = rows.Where(row => row.Corrects is null).ToList();
        if (observations.Count > 0)
        {
            var oldest = observations.Min(row => row.At);
            Extent = new StreamExtent(extent.Observations + observations.Count, extent.OldestAt < oldest ? extent.OldestAt : oldest);
        }
    }

    /// <summary>Learns one row, in sequence order; an observation is predicted first.</summary>
    public void Absorb(StoredObservation row)
    {
        if (row.Sequence <= Absorbed)
        {
            throw new InvalidOperationException($"Row {row.Sequence} does not follow row {Absorbed}.");
        }

        if (row.Corrects is null)
        {
            Classifier.Learn(row.Features, row.Target, row.Entity, Metrics);
        }
        else
        {
            Classifier.Correct(row.Features, row.PreviousTarget!, row.Target, row.Entity);
        }

        Absorbed = row.Sequence;
    }
}
