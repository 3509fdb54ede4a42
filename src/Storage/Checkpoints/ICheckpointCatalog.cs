using Berlin.Storage.Streams;

namespace Berlin.Storage.Checkpoints;

/// <summary>The rows that publish checkpoints. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
public interface ICheckpointCatalog
{
    /// <summary>Publishes a checkpoint under the same fence as an append: epoch and owner must still hold the stream. Publishing a blob's name again changes nothing.</summary>
    /// <returns>False where the publisher is fenced; then nothing changed.</returns>
    Task<bool> PublishAsync(StreamKey stream, string owner, CheckpointRecord record, CancellationToken cancellationToken);

    /// <summary>Checkpoints of one log generation that are not set aside, newest sequence first.</summary>
    Task<IReadOnlyList<CheckpointRecord>> ListAsync(StreamKey stream, long generation, CancellationToken cancellationToken);

    /// <summary>Marks a checkpoint as bad, so that no start uses it again; an unknown or marked one is left as it is. Its row and blob stay for inspection.</summary>
    Task SetAsideAsync(StreamKey stream, string blobName, string reason, CancellationToken cancellationToken);

    /// <summary>Removes the rows of all but the newest <paramref name="keep"/> (from 1) good checkpoints, by generation and sequence, and tells their blobs' names.</summary>
    /// <returns>The names; none where the caller is fenced, and then nothing changed.</returns>
    Task<IReadOnlyList<string>> PruneAsync(StreamKey stream, string owner, long epoch, int keep, CancellationToken cancellationToken);

    /// <summary>
    /// Names with a prefix of all blobs that rows of any stream name, those set aside included, in ordinal order. Of any stream: the
    /// tenant of one may have had another name when its blobs were named.
    /// </summary>
    /// <exception cref="ArgumentException">No name of a blob begins with the prefix.</exception>
    Task<IReadOnlyList<string>> ListBlobNamesAsync(string prefix, CancellationToken cancellationToken);
}
