using Berlin.Storage.Artifacts;
using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Sqlite;

/// <summary>Keeps table <c>artifact</c> in step with <c>version_file</c>: which artifacts are named, and since when others are not.</summary>
internal static class SqliteArtifactNaming
{
    private const string SelectSize = "SELECT size_bytes FROM artifact WHERE digest = ?1 AND collection IS NULL";

    private const string NameOne = "UPDATE artifact SET unnamed_since = NULL WHERE digest = ?1";

    private const string UnnameOne = """
        UPDATE artifact SET unnamed_since = ?2 WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM version_file WHERE digest = ?1)
        """;

    private const string DeleteFilesOfVersion = "DELETE FROM version_file WHERE version_id = ?1 RETURNING digest";

    private const string DeleteFilesOfStream = """
        DELETE FROM version_file WHERE version_id IN (SELECT id FROM model_version WHERE stream_id = ?1) RETURNING digest
        """;

    private const string DeleteVersion = "DELETE FROM model_version WHERE id = ?1";

    /// <summary>In an order that leaves every reference whole.</summary>
    private static readonly string[] DeleteOfStream =
    [
        "DELETE FROM alias_change WHERE stream_id = ?1",
        "DELETE FROM model_alias WHERE stream_id = ?1",
        "DELETE FROM model_version WHERE stream_id = ?1",
    ];

    /// <summary>Size of an artifact that may be named; null where there is none, or a collection has it.</summary>
    public static long? FindSize(SqliteSession session, ArtifactDigest digest)
    {
        using var query = session.Query(SelectSize);
        query.BindDigest(1, digest);
        return query.Step() ? query.Int64(0) : null;
    }

    /// <summary>From now on a version names it.</summary>
    public static void Name(SqliteSession session, ArtifactDigest digest)
    {
        using var query = session.Query(NameOne);
        query.BindDigest(1, digest);
        query.Execute();
    }

    /// <summary>Deletes a version that no alias names.</summary>
    public static void DeleteOne(SqliteSession session, long versionId, long now)
    {
        var digests = DeleteFiles(session, DeleteFilesOfVersion, versionId);
        Execute(session, DeleteVersion, versionId);
        Unname(session, digests, now);
    }

    /// <summary>Deletes all versions and aliases of a stream.</summary>
    public static void DeleteAll(SqliteSession session, long streamId, long now)
    {
        var digests = DeleteFiles(session, DeleteFilesOfStream, streamId);
        foreach (var sql in DeleteOfStream)
        {
            Execute(session, sql, streamId);
        }

        Unname(session, digests, now);
    }

    /// <summary>Binds the 32 bytes of a digest.</summary>
    public static void BindDigest(this SqliteQuery query, int parameter, ArtifactDigest digest)
    {
        Span<byte> hash = stackalloc byte[ArtifactDigest.SizeBytes];
        digest.CopyTo(hash);
        query.Bind(parameter, hash);
    }

    private static HashSet<ArtifactDigest> DeleteFiles(SqliteSession session, string sql, long id)
    {
        var digests = new HashSet<ArtifactDigest>();
        using var query = session.Query(sql);
        query.Bind(1, id);
        while (query.Step())
        {
            digests.Add(ArtifactDigest.FromHash(query.Bytes(0)));
        }

        return digests;
    }

    private static void Unname(SqliteSession session, HashSet<ArtifactDigest> digests, long now)
    {
        using var query = session.Query(UnnameOne);
        query.Bind(2, now);
        foreach (var digest in digests)
        {
            query.BindDigest(1, digest);
            query.Execute();
        }
    }

    private static void Execute(SqliteSession session, string sql, long id)
    {
        using var query = session.Query(sql);
        query.Bind(1, id);
        query.Execute();
    }
}
