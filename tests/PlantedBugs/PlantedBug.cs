namespace Berlin.Planting;

/// <summary>
/// A defect in shipped code that scripts/mutants compiles in, and that tests must find. What it does stands under
/// <c>#if PLANTED_BUGS</c> where its name is; tests/PlantedBugs/bugs.txt says which tests look for it.
/// </summary>
internal enum PlantedBug
{
    /// <summary>None: what is shipped.</summary>
    None,

    /// <summary>An append asks for owner and head of its stream, not for the epoch.</summary>
    NoEpochPredicate,

    /// <summary>An append asks for epoch and head of its stream, not for the owner.</summary>
    NoOwnerPredicate,

    /// <summary>An append compares epoch, owner and head without the row's lock, and writes when it gets it.</summary>
    EpochReadWithoutLock,

    /// <summary>An append is acknowledged when its rows are inserted, before the commit.</summary>
    AckBeforeCommit,

    /// <summary>A trainer does not look for the ids that its stream holds.</summary>
    NoIdempotencyKey,

    /// <summary>The database takes an id twice.</summary>
    IdsNotUnique,

    /// <summary>A lost answer to an append is taken for "not stored", without looking.</summary>
    LostAnswerMeansNotStored,

    /// <summary>Checkpoints are published and pruned without the fence.</summary>
    UnfencedCheckpoint,

    /// <summary>All checkpoints of a stream share one file, which is replaced.</summary>
    CheckpointOverwrittenInPlace,

    /// <summary>A checkpoint's row is published before its bytes are written.</summary>
    PointerBeforeUpload,

    /// <summary>A checkpoint is used although its bytes do not match their digest.</summary>
    CheckpointDigestIgnored,

    /// <summary>A take waits for whoever has the stream's row, and ends nobody who sleeps on it.</summary>
    TakeoverWaitsForSleepers,

    /// <summary>A renewal computes the end of the lease by the wall clock of the silo.</summary>
    SiloClockForLease,

    /// <summary>A silo that has renewed once goes on owning, however long ago that was.</summary>
    NoSafetyStop,

    /// <summary>A silo declares others dead as soon as the table answers it, although the table was away for all of them.</summary>
    DeclaresAfterAnOutage,

    /// <summary>A silo that was declared dead goes on.</summary>
    DeathUnnoticed,

    /// <summary>Leases are renewed on threads of the pool.</summary>
    RenewalOnThePool,

    /// <summary>A silo that leaves hands nothing over.</summary>
    NoDrain,

    /// <summary>The hash that places grains is another one in each process.</summary>
    SaltedPlacementHash,

    /// <summary>A silo does not look at the number of the view that a call was sent by.</summary>
    ViewNumberIgnored,

    /// <summary>Activations stay where they are when their place moves.</summary>
    MovedGrainsStay,

    /// <summary>The gateway sends changes without an id again after the first silo may have begun them.</summary>
    GatewayRepeatsChanges,
}
