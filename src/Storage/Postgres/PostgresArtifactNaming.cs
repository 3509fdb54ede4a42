using Berlin.Storage.Artifacts;
using Berlin.Storage.Postgres.Engine;

namespace Berlin.Storage.Postgres;

/// <summary>
/// Keeps table <c>artifact</c> in step with <c>version_file</c>: which artifacts are named, and since when others are not. Rows of
/// artifacts are locked in the order of their digests, after all other locks, and once per transaction: so no two wait for each other.
/// </summary>
internal static class PostgresArtifactNaming
{
    /// <summary>Parameter: digests. Who waits for one that a collection takes meanwhile does not get it.</summary>
    public const string LockFree = """
        SELECT digest, size_bytes FROM artifact WHERE digest = ANY($1) AND collection IS NULL ORDER BY digest FOR NO KEY UPDATE
        """;

    /// <summary>Parameter: digests.</summary>
    public const string LockAny = "SELECT 1 FROM artifact WHERE digest = ANY($1) ORDER BY digest FOR NO KEY UPDATE";

    private const string NameAll = "UPDATE artifact SET unnamed_since = NULL WHERE digest = ANY($1) AND unnamed_since IS NOT NULL";

    /// <summary>Parameters: digests, time. Begins after the locks, and so sees what others who held them have named and deleted.</summary>
    public const string UnnameAll = """
        UPDATE artifact SET unnamed_since = $2
        WHERE digest = ANY($1) AND (SELECT f.version_id FROM version_file AS f WHERE f.digest = artifact.digest LIMIT 1) IS NULL
        """;

    private const string DeleteFilesOfVersion = "DELETE FROM version_file WHERE version_id = $1 RETURNING digest";

    /// <summary>Parameter: id of a stream, whose model is locked. The rows are looked up version by version, and deleted by their places: nobody else moves them.</summary>
    public const string DeleteFilesOfStream = """
        DELETE FROM version_file WHERE ctid = ANY(ARRAY(
            SELECT f.ctid FROM model_version AS v CROSS JOIN LATERAL (SELECT ctid FROM version_file WHERE version_id = v.id OFFSET 0) AS f
            WHERE v.stream_id = $1)) RETURNING digest
        """;

    private const string DeleteVersion = "DELETE FROM model_version WHERE id = $1";

    /// <summary>In an order that leaves every reference whole.</summary>
    private static readonly string[] DeleteOfStream =
    [
        "DELETE FROM alias_change WHERE stream_id = $1",
        "DELETE FROM model_alias WHERE stream_id = $1",
        "DELETE FROM model_version WHERE stream_id = $1",
    ];

    /// <summary>Locks the artifacts that may be named, and tells their sizes; those that are not there or that a collection has are left out.</summary>
    public static async Task<Dictionary<ArtifactDigest, long>> LockAsync(PostgresSession session, IReadOnlyList<ArtifactDigest> digests)
    {
        var rows = await session.Query(LockFree).BindDigests(digests).ListAsync(row => (Digest: ReadDigest(row), SizeBytes: row.Int64(1))).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Digest, row => row.SizeBytes);
    }

    /// <summary>From now on a version names these, which are locked.</summary>
    public static Task NameAsync(PostgresSession session, IReadOnlyList<ArtifactDigest> digests) =>
        session.Query(NameAll).BindDigests(digests).ExecuteAsync();

    /// <summary>Deletes a version that no alias names, of a model that is locked.</summary>
    public static async Task DeleteOneAsync(PostgresSession session, long versionId, long now)
    {
        var digests = await session.Query(DeleteFilesOfVersion).Bind(versionId).ListAsync(ReadDigest).ConfigureAwait(false);
        await session.Query(DeleteVersion).Bind(versionId).ExecuteAsync().ConfigureAwait(false);
        await UnnameAsync(session, digests, now).ConfigureAwait(false);
    }

    /// <summary>Deletes all versions and aliases of a stream.</summary>
    /// <returns>What they named; the caller passes it to <see cref="UnnameAsync"/>.</returns>
    public static async Task<IReadOnlyList<ArtifactDigest>> DeleteAllAsync(PostgresSession session, long streamId)
    {
        var digests = await session.Query(DeleteFilesOfStream).Bind(streamId).ListAsync(ReadDigest).ConfigureAwait(false);
        foreach (var sql in DeleteOfStream)
        {
            await session.Query(sql).Bind(streamId).ExecuteAsync().ConfigureAwait(false);
        }

        return digests;
    }

    /// <summary>After versions that named these are deleted: those that no other one names are unnamed from now on.</summary>
    public static async Task UnnameAsync(PostgresSession session, IReadOnlyCollection<ArtifactDigest> digests, long now)
    {
        if (digests.Count > 0)
        {
            await session.Query(LockAny).BindDigests(digests).AnyAsync().ConfigureAwait(false);
            await session.Query(UnnameAll).BindDigests(digests).Bind(now).ExecuteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Binds the 32 bytes of a digest.</summary>
    public static PostgresQuery BindDigest(this PostgresQuery query, ArtifactDigest digest) => query.Bind(ToBytes(digest));

    /// <summary>Binds digests as one array.</summary>
    public static PostgresQuery BindDigests(this PostgresQuery query, IEnumerable<ArtifactDigest> digests) => query.Bind((byte[]?[])[.. digests.Select(ToBytes)]);

    /// <summary>The digest in the first column.</summary>
    public static ArtifactDigest ReadDigest(PostgresRow row) => ArtifactDigest.FromHash(row.Bytes(0));

    private static byte[] ToBytes(ArtifactDigest digest)
    {
        var hash = new byte[ArtifactDigest.SizeBytes];
        digest.CopyTo(hash);
        return hash;
    }
}
