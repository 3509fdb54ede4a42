namespace Berlin.Simulation.Tests.Planted;

/// <summary>A defect that the simulation plants in what it simulates, to show that it would be found.</summary>
public enum PlantedBug
{
    /// <summary>None: what is shipped.</summary>
    None,

    /// <summary>An append asks for the head only, not for epoch and owner.</summary>
    NoEpochPredicate,

    /// <summary>An append reads epoch, owner and head, and writes later without a lock.</summary>
    EpochReadWithoutLock,

    /// <summary>An append is acknowledged when its rows are inserted, before the commit.</summary>
    AckBeforeCommit,

    /// <summary>Ids that are stored are not looked for.</summary>
    NoIdempotency,

    /// <summary>A blob counts as stored before its bytes are.</summary>
    PointerBeforeUpload,

    /// <summary>All checkpoints of a stream share one blob, which is overwritten.</summary>
    CheckpointOverwrittenInPlace,

    /// <summary>A checkpoint is published without the fence.</summary>
    UnfencedCheckpoint,

    /// <summary>A lease's end is computed with the clock of the silo that renews or looks.</summary>
    SiloClockForLease,

    /// <summary>A silo that was declared dead comes back by renewing.</summary>
    DeadReturns,
}
