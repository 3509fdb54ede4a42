namespace Berlin.Storage.Streams;

/// <summary>The durable, fenced log of observations and their corrections. Thread-safe.</summary>
/// <remarks>
/// <para>One row per stream fences and numbers at once: an append's first statement raises the head where epoch,
/// owner and head are the expected ones. No row raised = <see cref="AppendVerdict.Fenced"/>. A removal is fenced in the same way.</para>
/// <para>Appends of several streams may share one transaction (group commit); each has its own verdict.</para>
/// <para>Rows are in the order of their sequence numbers. What was removed leaves gaps; no number is given twice.</para>
/// <para>Texts are kept character by character, NUL included; one with an unpaired surrogate throws <see cref="ArgumentException"/>
/// and nothing is stored.</para>
/// <para>A cancelled write has stored nothing: the token is heeded until the store begins the write, and not after.</para>
/// <para>Reading a stream that does not exist gives nothing. Limits count from 1.</para>
/// <para>Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.</para>
/// </remarks>
public interface IObservationLog
{
    /// <summary>Takes the stream: epoch + 1, owner = <paramref name="owner"/>. Earlier owners are fenced from now on.</summary>
    /// <returns>The position after the take; null where there is no such stream.</returns>
    Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken);

    /// <summary>The stream's row as it is now; null where there is no such stream.</summary>
    Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>Which of the ids are stored, in no given order: sequence and digest of the observation, not of a correction. O(ids x log rows).</summary>
    Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The observations of those of the ids that are stored, each with the target that holds now, in no given order. O(ids x log rows).</summary>
    Task<IReadOnlyList<CurrentObservation>> FindCurrentAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Appends all rows or none, observations and corrections in any mixture. <see cref="AppendVerdict.Committed"/> means flushed to disk.</summary>
    /// <exception cref="ArgumentException">No rows, rows not numbered on from the expected head, an observation whose id the stream or the append holds already,
    /// or a correction whose observation is not there under its id; nothing is stored.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is unknown; <see cref="ReadPositionAsync"/> settles it.</exception>
    Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes observations and their corrections for good. Where there are any, it makes a new generation of the log, and the
    /// checkpoints of the older ones and all entity states of the stream go in the same transaction, because they know the removed rows.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The outcome is unknown; the generation that <see cref="ReadPositionAsync"/> tells settles it.</exception>
    Task<RemovalResult> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken);

    /// <summary>Rows after a sequence number, corrections included, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>Observations after a sequence number, each with the target that holds now, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<CurrentObservation>> ReadCurrentAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>One entity's rows after a sequence number, corrections included, in order, at most <paramref name="limit"/>. O(rows read), however many other rows there are.</summary>
    Task<IReadOnlyList<StoredObservation>> ReadEntityAsync(StreamKey stream, string entity, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>Entities of the stream in the order of their UTF-8 bytes, after <paramref name="afterEntity"/> (exclusive; null = from the first), at most <paramref name="limit"/>. O(rows of those entities).</summary>
    Task<IReadOnlyList<EntitySummary>> ListEntitiesAsync(StreamKey stream, string? afterEntity, int limit, CancellationToken cancellationToken);

    /// <summary>One entity; null where the stream holds nothing of it. O(its rows).</summary>
    Task<EntitySummary?> FindEntityAsync(StreamKey stream, string entity, CancellationToken cancellationToken);

    /// <summary>Number of the stream's observations and time of the oldest. O(rows of the stream).</summary>
    Task<StreamExtent> MeasureAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>Up to which sequence number observations must go (<see cref="RemovalSelection.UpTo"/>) so that the newest <paramref name="keep"/> (from 0) stay. O(keep).</summary>
    /// <returns>Null where the stream holds no more than <paramref name="keep"/>.</returns>
    Task<long?> FindTrimPointAsync(StreamKey stream, long keep, CancellationToken cancellationToken);
}
