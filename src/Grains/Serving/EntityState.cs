using Berlin.Learning;
using Berlin.Storage.Streams;

namespace Berlin.Grains.Serving;

/// <summary>What an entity learner holds. One owner: its grain's turns.</summary>
internal sealed class EntityState
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>The entity.</summary>
    public required string Entity { get; init; }

    /// <summary>Generation of the log.</summary>
    public required long Generation { get; init; }

    /// <summary>Sequence number up to which all of the entity's rows are learned.</summary>
    public required long KnownSequence { get; set; }

    /// <summary>Sequence number of the entity's last row that is learned.</summary>
    public required long LastRowSequence { get; set; }

    /// <summary>Rows that were learned after the state was last stored.</summary>
    public int RowsNotStored { get; set; }

    /// <summary>The counts.</summary>
    public required EntityLearner Learner { get; init; }

    /// <summary>Learns the entity's next row.</summary>
    public void Absorb(StoredObservation row)
    {
        if (row.Corrects is null)
        {
            Learner.Learn(row.Features, row.Target);
        }
        else
        {
            Learner.Correct(row.Features, row.PreviousTarget!, row.Target);
        }

        LastRowSequence = row.Sequence;
        KnownSequence = Math.Max(KnownSequence, row.Sequence);
        RowsNotStored++;
    }
}
