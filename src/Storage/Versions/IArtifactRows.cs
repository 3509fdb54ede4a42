using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Versions;

/// <summary>The rows of artifacts, by which the database decides which bytes stay. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>
/// <para>An upload receives the bytes, touches the row, stores the bytes, and registers a version, which fails where the row is not there or
/// is taken by a collection. It stores the bytes itself even where there is a row: a row says that somebody was about to.</para>
/// <para>A collection takes rows that no version names, and for each of them renews its hold, deletes the bytes and deletes the row. A crash between
/// two steps leaves rows that a later collection takes over. Nothing that a version names is ever taken, and nothing that is taken can
/// come to be named.</para>
/// <para>The database cannot keep back bytes that a collection is deleting already: one that was stopped between renewal and deletion for
/// longer than the time after which another one takes over, and then goes on, may delete what was uploaded again in between. The
/// next load finds that by the digest.</para>
/// </remarks>
public interface IArtifactRows
{
    /// <summary>Announces bytes that are about to be stored: writes the row, or counts the time of an unnamed one from now.</summary>
    /// <returns>False while a collection has it, which passes: the bytes are not to be stored now, and trying again helps.</returns>
    /// <exception cref="ArgumentException">The row has another size, which no two contents of one digest have.</exception>
    Task<bool> TouchAsync(ArtifactDigest digest, long sizeBytes, CancellationToken cancellationToken);

    /// <summary>The row, or null.</summary>
    Task<ArtifactRow?> FindAsync(ArtifactDigest digest, CancellationToken cancellationToken);

    /// <summary>
    /// Takes artifacts that no version has named for <paramref name="grace"/>, and those that an earlier collection took, and has not
    /// renewed for <paramref name="takeOverAfter"/>; at most <paramref name="limit"/>, those that wait longest first.
    /// </summary>
    /// <param name="grace">More than an upload takes from its touch to its registration.</param>
    /// <param name="takeOverAfter">More than the deletion of one artifact's bytes takes.</param>
    /// <param name="limit">From 1.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    Task<ArtifactCollection> CollectAsync(TimeSpan grace, TimeSpan takeOverAfter, int limit, CancellationToken cancellationToken);

    /// <summary>Renews the hold on an artifact, right before its bytes are deleted.</summary>
    /// <returns>False where another collection has taken it over, or it is gone: then it is left alone.</returns>
    Task<bool> RenewAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken);

    /// <summary>Deletes the row, after the bytes.</summary>
    /// <returns>False where another collection has taken it over, or it is gone; then nothing changed.</returns>
    Task<bool> DeleteAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken);
}
