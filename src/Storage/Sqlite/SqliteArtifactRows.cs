using Berlin.Storage.Artifacts;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Sqlite;

/// <summary>Artifacts in table <c>artifact</c>.</summary>
internal sealed class SqliteArtifactRows(SqliteDatabase database, TimeProvider time) : IArtifactRows
{
    // Of a row that is named the time stays NULL, as max of NULL is; a clock that went back takes nothing from the others.
    private const string Touch = """
        INSERT INTO artifact (digest, size_bytes, unnamed_since) VALUES (?1, ?2, ?3)
        ON CONFLICT (digest) DO UPDATE SET unnamed_since = max(unnamed_since, excluded.unnamed_since) WHERE collection IS NULL
        """;

    private const string SelectOne = "SELECT size_bytes, unnamed_since, collection FROM artifact WHERE digest = ?1";

    private const string NextCollection = "UPDATE artifact_collection SET number = number + 1 RETURNING number";

    private const string TakeOver = """
        UPDATE artifact SET collection = ?1, taken_at = ?2 WHERE digest IN (
            SELECT digest FROM artifact INDEXED BY artifact_taken WHERE collection IS NOT NULL AND taken_at <= ?3 ORDER BY taken_at LIMIT ?4
        ) RETURNING digest, size_bytes
        """;

    // What a version names has no time since which none does; that none names it is asked once more, because bytes depend on it.
    private const string Take = """
        UPDATE artifact SET collection = ?1, taken_at = ?2 WHERE digest IN (
            SELECT digest FROM artifact AS a INDEXED BY artifact_unnamed
            WHERE a.unnamed_since IS NOT NULL AND a.collection IS NULL AND a.unnamed_since <= ?3
                AND NOT EXISTS (SELECT 1 FROM version_file WHERE version_file.digest = a.digest)
            ORDER BY a.unnamed_since LIMIT ?4
        ) RETURNING digest, size_bytes
        """;

    private const string Renew = "UPDATE artifact SET taken_at = ?3 WHERE digest = ?1 AND collection = ?2";

    private const string DeleteOne = "DELETE FROM artifact WHERE digest = ?1 AND collection = ?2";

    /// <inheritdoc />
    public Task<bool> TouchAsync(ArtifactDigest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        return database.WriteAsync(TouchIn, cancellationToken);

        bool TouchIn(SqliteSession session)
        {
            if (Find(session, digest) is { } row && row.SizeBytes != sizeBytes)
            {
                throw row.SizeDiffers(sizeBytes);
            }

            using var query = session.Query(Touch);
            query.BindDigest(1, digest);
            query.Bind(2, sizeBytes);
            query.Bind(3, Now());
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<ArtifactRow?> FindAsync(ArtifactDigest digest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, digest), cancellationToken);

    /// <inheritdoc />
    public Task<ArtifactCollection> CollectAsync(TimeSpan grace, TimeSpan takeOverAfter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(takeOverAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return database.WriteAsync(CollectIn, cancellationToken);

        ArtifactCollection CollectIn(SqliteSession session)
        {
            var now = time.GetUtcNow();
            var number = Next(session);
            var taken = new List<StoredArtifact>();
            TakeIn(session, TakeOver, number, now, now - takeOverAfter, limit, taken);
            TakeIn(session, Take, number, now, now - grace, limit - taken.Count, taken);
            return new ArtifactCollection(number, taken);
        }
    }

    /// <inheritdoc />
    public Task<bool> RenewAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        return database.WriteAsync(RenewIn, cancellationToken);

        bool RenewIn(SqliteSession session)
        {
            using var query = session.Query(Renew);
            query.BindDigest(1, digest);
            query.Bind(2, collection);
            query.Bind(3, Now());
            return query.ExecuteCounting() == 1;
        }
    }

    /// <inheritdoc />
    public Task<bool> DeleteAsync(long collection, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        return database.WriteAsync(DeleteIn, cancellationToken);

        bool DeleteIn(SqliteSession session)
        {
            using var query = session.Query(DeleteOne);
            query.BindDigest(1, digest);
            query.Bind(2, collection);
            return query.ExecuteCounting() == 1;
        }
    }

    private static long Next(SqliteSession session)
    {
        using var query = session.Query(NextCollection);
        return query.Step() ? query.Int64(0) : throw new InvalidOperationException("The only row of a table is gone.");
    }

    private static void TakeIn(
        SqliteSession session, string sql, long collection, DateTimeOffset now, DateTimeOffset until, int limit, List<StoredArtifact> taken)
    {
        using var query = session.Query(sql);
        query.Bind(1, collection);
        query.Bind(2, Microseconds.ToUnix(now));
        query.Bind(3, Microseconds.ToUnix(until));
        query.Bind(4, limit);
        while (query.Step())
        {
            taken.Add(new StoredArtifact(ArtifactDigest.FromHash(query.Bytes(0)), query.Int64(1)));
        }
    }

    private static ArtifactRow? Find(SqliteSession session, ArtifactDigest digest)
    {
        using var query = session.Query(SelectOne);
        query.BindDigest(1, digest);
        return query.Step() ? new ArtifactRow(digest, query.Int64(0), Microseconds.FromUnix(query.Int64OrNull(1)), query.Int64OrNull(2)) : null;
    }

    private long Now() => Microseconds.ToUnix(time.GetUtcNow());
}
