namespace Berlin.Storage.Faults;

/// <summary>Named places where a crash would hurt most; tests kill the process at each.</summary>
/// <remarks>
/// The stores pass what lies between <see cref="Append_BeforeSubmit"/> and the verdict, what lies inside a removal's transaction,
/// <c>Take_*</c>, <c>Publish_*</c>, <c>Prune_*</c>, <c>Define_*</c>, <c>Tenant_*</c>, <c>Rename_*</c>, <c>Delete_*</c> and <see cref="Checkpoint_DuringUpload"/>; the one on
/// PostgreSQL also <c>Postgres_*</c>; <c>Job_*</c> are passed by whoever makes and runs jobs; the trainer passes the rest.
/// What an injector throws inside a transaction takes back that write only and reaches its caller.
/// </remarks>
public enum FaultPoint
{
    /// <summary>Rows are checked and numbered, the store has not been asked.</summary>
    Append_BeforeSubmit,

    /// <summary>Inside the transaction, the head is raised, no row is inserted.</summary>
    Append_AfterFenceBeforeRows,

    /// <summary>Inside the transaction, all rows are inserted, nothing is committed.</summary>
    Append_AfterRowsBeforeCommit,

    /// <summary>Committed, the trainer does not know yet: what is thrown here plays a lost answer.</summary>
    Append_AfterCommitBeforeVerdict,

    /// <summary>The trainer knows, nothing is learned.</summary>
    Absorb_BeforeFirstRow,

    /// <summary>Some rows of the batch are learned.</summary>
    Absorb_AfterFirstRow,

    /// <summary>Learned, not acknowledged.</summary>
    Observe_BeforeAck,

    /// <summary>The learner is serialized, nothing is written.</summary>
    Checkpoint_BeforeUpload,

    /// <summary>Part of the checkpoint's bytes are in the temporary file.</summary>
    Checkpoint_DuringUpload,

    /// <summary>The bytes are written under their name, no row names them.</summary>
    Checkpoint_AfterUploadBeforePublish,

    /// <summary>Published, older ones are not pruned.</summary>
    Checkpoint_AfterPublishBeforePrune,

    /// <summary>The rows of pruned checkpoints are gone, their blobs are not.</summary>
    Checkpoint_AfterPruneBeforeDelete,

    /// <summary>The stream is taken, nothing is loaded.</summary>
    Activate_AfterTakeBeforeLoad,

    /// <summary>A checkpoint is loaded, the tail is not replayed.</summary>
    Activate_AfterLoadBeforeReplay,

    /// <summary>Inside the transaction of a removal, the stream is held, no row is gone.</summary>
    Remove_AfterFenceBeforeRows,

    /// <summary>Inside the transaction of a removal, rows, checkpoints and entity states are gone, nothing is committed.</summary>
    Remove_AfterRowsBeforeCommit,

    /// <summary>A removal is committed, the learner still knows the removed rows.</summary>
    Remove_AfterCommitBeforeRebuild,

    /// <summary>Inside the transaction of a take, the epoch is raised, nothing is committed.</summary>
    Take_BeforeCommit,

    /// <summary>Inside the transaction that publishes a checkpoint, before its commit.</summary>
    Publish_BeforeCommit,

    /// <summary>Inside the transaction that prunes checkpoints, their rows are gone, nothing is committed.</summary>
    Prune_BeforeCommit,

    /// <summary>Inside the transaction that creates a model, before its commit.</summary>
    Define_BeforeCommit,

    /// <summary>Inside the transaction that creates a tenant, before its commit.</summary>
    Tenant_BeforeCommit,

    /// <summary>Inside the transaction that gives a tenant another name, before its commit.</summary>
    Rename_BeforeCommit,

    /// <summary>Inside the transaction that deletes a model or a tenant, before its commit.</summary>
    Delete_BeforeCommit,

    /// <summary>A job's input is stored, the job is not made.</summary>
    Job_AfterInputBeforeCreate,

    /// <summary>Rows of a job are scored, its result is not written.</summary>
    Job_BeforeResult,

    /// <summary>A job's result is flushed to disk, its row does not say so.</summary>
    Job_AfterResultBeforeProgress,

    /// <summary>A job's row says how far it is.</summary>
    Job_AfterProgress,

    /// <summary>PostgreSQL is told to commit appends and has not answered: it does either.</summary>
    Postgres_AfterCommitIsSent,

    /// <summary>Inside a takeover, the connection of another owner is ended, the stream is not taken.</summary>
    Postgres_AfterBlockerEnded,
}
