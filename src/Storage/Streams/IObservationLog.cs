namespace Berlin.Storage.Streams;

/// <summary>The durable, fenced log of observations. Thread-safe.</summary>
/// <remarks>
/// <para>One row per stream fences and numbers at once: an append's first statement raises the head where epoch,
/// owner and head are the expected ones. No row raised = <see cref="AppendVerdict.Fenced"/>.</para>
/// <para>Appends of several streams may share one transaction (group commit); each has its own verdict.</para>
/// <para>Texts are kept character by character, NUL included; one with an unpaired surrogate throws <see cref="ArgumentException"/>
/// and nothing is stored.</para>
/// <para>A cancelled write has stored nothing: the token is heeded until the store begins the write, and not after.</para>
/// <para>Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.</para>
/// </remarks>
public interface IObservationLog
{
    /// <summary>Takes the stream: epoch + 1, owner = <paramref name="owner"/>. Earlier owners are fenced from now on.</summary>
    /// <returns>The position after the take; null where there is no such stream.</returns>
    Task<StreamPosition?> TakeAsync(StreamKey stream, string owner, CancellationToken cancellationToken);

    /// <summary>The stream's row as it is now; null where there is no such stream.</summary>
    Task<StreamPosition?> ReadPositionAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>Which of the ids are stored, in no given order. O(ids x log rows).</summary>
    Task<IReadOnlyList<StoredId>> FindAsync(StreamKey stream, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Appends all rows or none. <see cref="AppendVerdict.Committed"/> means flushed to disk.</summary>
    /// <exception cref="ArgumentException">No rows, rows not numbered on from the expected head, or an id that the stream or the append holds already; nothing is stored.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is unknown; <see cref="ReadPositionAsync"/> settles it.</exception>
    Task<AppendVerdict> AppendAsync(AppendRequest request, CancellationToken cancellationToken);

    /// <summary>Rows after a sequence number, in order, at most <paramref name="limit"/> (from 1); none where there is no such stream.</summary>
    Task<IReadOnlyList<StoredObservation>> ReadAsync(StreamKey stream, long afterSequence, int limit, CancellationToken cancellationToken);
}
