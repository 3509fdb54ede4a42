using Berlin.Storage.Artifacts;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Postgres;

/// <summary>Artifacts in table <c>artifact</c>.</summary>
internal sealed class PostgresArtifactRows(PostgresDatabase database, TimeProvider time) : IArtifactRows
{
    // Of a row that is named the time stays NULL; a clock that is behind takes nothing from the others.
    private const string Touch = """
        INSERT INTO artifact (digest, size_bytes, unnamed_since) VALUES ($1, $2, $3)
        ON CONFLICT (digest) DO UPDATE SET
            unnamed_since = CASE WHEN artifact.unnamed_since IS NOT NULL THEN greatest(artifact.unnamed_since, excluded.unnamed_since) END
        WHERE artifact.collection IS NULL RETURNING size_bytes
        """;

    private const string SelectOne = "SELECT size_bytes, unnamed_since, collection FROM artifact WHERE digest = $1";

    private const string NextCollection = "SELECT nextval('artifact_collection')";

    /// <summary>Parameters: the time until which they were taken, limit. What somebody has locked is left to him.</summary>
    public const string LockTaken = """
        SELECT digest FROM artifact WHERE collection IS NOT NULL AND taken_at <= $1 ORDER BY taken_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
        """;

    /// <summary>
    /// Parameters: the time since which no version names them, limit. That none does is asked once more, because bytes depend on it. A
    /// registration that holds a row is in its way, and one that comes later sees the collection: both lock the row, and the second one
    /// judges what the first one has written.
    /// </summary>
    public const string LockUnnamed = """
        SELECT digest FROM artifact AS a
        WHERE a.unnamed_since IS NOT NULL AND a.collection IS NULL AND a.unnamed_since <= $1
            AND (SELECT f.version_id FROM version_file AS f WHERE f.digest = a.digest LIMIT 1) IS NULL
        ORDER BY a.unnamed_since LIMIT $2 FOR NO KEY UPDATE OF a SKIP LOCKED
        """;

    private const string Take = "UPDATE artifact SET collection = $1, taken_at = $2 WHERE digest = ANY($3) RETURNING digest, size_bytes";

    private const string Renew = "UPDATE artifact SET taken_at = $3 WHERE digest = $1 AND collection = $2";

    private const string DeleteOne = "DELETE FROM artifact WHERE digest = $1 AND collection = $2";

    /// <inheritdoc />
    public Task<bool> TouchAsync(ArtifactDigest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        return database.WriteAsync(TouchIn, cancellationToken);

        async Task<bool> TouchIn(PostgresSession session)
        {
            var stored = await session.Query(Touch).BindDigest(digest).Bind(sizeBytes).Bind(Microseconds.ToUnix(time.GetUtcNow()))
                .FirstAsync<long?>(row => row.Int64(0)).ConfigureAwait(false);
            return stored is not { } size || size == sizeBytes
                ? stored is not null
                : throw new ArtifactRow(digest, size, null, null).SizeDiffers(sizeBytes);
        }
    }

    /// <inheritdoc />
    public Task<ArtifactRow?> FindAsync(ArtifactDigest digest, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query(SelectOne).BindDigest(digest)
                .FirstAsync(row => new ArtifactRow(digest, row.Int64(0), Microseconds.FromUnix(row.Int64OrNull(1)), row.Int64OrNull(2))),
            cancellationToken);

    /// <inheritdoc />
    public Task<ArtifactCollection> CollectAsync(TimeSpan grace, TimeSpan takeOverAfter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(takeOverAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.WriteAsync(CollectIn, cancellationToken);

        async Task<ArtifactCollection> CollectIn(PostgresSession session)
        {
            var now = time.GetUtcNow();
            var number = await session.Query(NextCollection).FirstAsync(row => row.Int64(0)).ConfigureAwait(false);
            var digests = await LockAsync(session, LockTaken, now - takeOverAfter, limit).ConfigureAwait(false);
            digests.AddRange(await LockAsync(session, LockUnnamed, now - grace, limit - digests.Count).ConfigureAwait(false));
            var taken = await session.Query(Take).Bind(number).Bind(Microseconds.ToUnix(now)).BindDigests(digests)
                .ListAsync(row => new StoredArtifact(PostgresArtifactNaming.ReadDigest(row), row.Int64(1))).ConfigureAwait(false);
            return new ArtifactCollection(number, taken);
        }
    }

    /// <inheritdoc />
    public Task<bool> RenewAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken) =>
        ChangeAsync(session => session.Query(Renew).BindDigest(digest).Bind(collection).Bind(Microseconds.ToUnix(time.GetUtcNow())), cancellationToken);

    /// <inheritdoc />
    public Task<bool> DeleteAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken) =>
        ChangeAsync(session => session.Query(DeleteOne).BindDigest(digest).Bind(collection), cancellationToken);

    private static Task<List<ArtifactDigest>> LockAsync(PostgresSession session, string sql, DateTimeOffset until, int limit) =>
        session.Query(sql).Bind(Microseconds.ToUnix(until)).Bind(limit).ListAsync(PostgresArtifactNaming.ReadDigest);

    /// <summary>One statement under the hold of a collection; false where it has lost it.</summary>
    private Task<bool> ChangeAsync(Func<PostgresSession, PostgresQuery> ask, CancellationToken cancellationToken) =>
        database.RunAsync(async session => await ask(session).ExecuteAsync().ConfigureAwait(false) == 1, cancellationToken);
}
