using Berlin.Learning;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Serving;

/// <summary>What a head has learned of its stream. One owner: the head's turns.</summary>
internal sealed class HeadState
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Generation of the log.</summary>
    public required long Generation { get; init; }

    /// <summary>Revision of the definition.</summary>
    public required long Revision { get; init; }

    /// <summary>Sequence number up to which the head knows the stream.</summary>
    public required long Absorbed { get; set; }

    /// <summary>The learner of the model as a whole.</summary>
    public required OnlineClassifier Classifier { get; init; }

    /// <summary>How far each entity's own learner must have read.</summary>
    public required EntityPositions Entities { get; init; }

    /// <summary>When it was last certain that the stream holds nothing that the head does not know, as a timestamp of the clock.</summary>
    public required long CurrentAt { get; set; }

    /// <summary>Learns a row of the log.</summary>
    public void Absorb(StoredObservation row) => Absorb(row.Sequence, row.Features, row.PreviousTarget, row.Target, row.Entity);

    /// <summary>Learns a row that the trainer passed on.</summary>
    public void Absorb(StreamRow row) => Absorb(row.Sequence, row.Features, row.PreviousTarget, row.Target, row.Entity);

    private void Absorb(long sequence, byte[] features, string? previousTarget, string target, string? entity)
    {
        if (previousTarget is null)
        {
            Classifier.Learn(features, target, entity);
        }
        else
        {
            Classifier.Correct(features, previousTarget, target, entity);
        }

        Absorbed = sequence;
        if (entity is not null && Classifier.Config.EntitiesApart)
        {
            Entities.Advance(entity, sequence);
        }
    }
}
