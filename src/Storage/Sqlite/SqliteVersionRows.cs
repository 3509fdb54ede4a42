using Berlin.Storage.Artifacts;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of tables <c>model_version</c> and <c>version_file</c>: read, and written where that takes one statement.</summary>
internal static class SqliteVersionRows
{
    private const string Columns =
        "id, number, runtime, size_bytes, state, refused_field, refused_reason, state_changed_at, created_at, created_by";

    private const string SelectOne = $"""
        SELECT {Columns}, manifest FROM model_version WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2) AND number = ?3
        """;

    private const string SelectPage = $"""
        SELECT {Columns} FROM model_version WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2) AND number < ?3
        ORDER BY number DESC LIMIT ?4
        """;

    private const string SelectFiles = """
        SELECT version_file.name, artifact.digest, artifact.size_bytes FROM version_file JOIN artifact USING (digest)
        WHERE version_id = ?1 ORDER BY version_file.name
        """;

    private const string Count = "SELECT count(*) FROM model_version WHERE stream_id = ?1";

    private const string SelectState = "SELECT state FROM model_version WHERE id = ?1";

    private const string SelectStateOfNumber = "SELECT id, state FROM model_version WHERE stream_id = ?1 AND number = ?2";

    private const string SelectAlias = """
        SELECT 1 FROM model_alias JOIN model_version USING (stream_id, number) WHERE model_version.id = ?1
        """;

    private const string RaiseNumber = """
        INSERT INTO version_number (tenant, model, last) VALUES (?1, ?2, 1)
        ON CONFLICT (tenant, model) DO UPDATE SET last = last + 1 RETURNING last
        """;

    private const string InsertOne = """
        INSERT INTO model_version (stream_id, number, runtime, size_bytes, state, state_changed_at, created_at, created_by, manifest)
        VALUES (?1, ?2, ?3, ?4, 'registered', ?5, ?5, ?6, ?7) RETURNING id
        """;

    private const string InsertFile = "INSERT INTO version_file (version_id, name, digest) VALUES (?1, ?2, ?3)";

    private const string UpdateState = """
        UPDATE model_version SET state = ?2, refused_field = ?3, refused_reason = ?4, state_changed_at = ?5 WHERE id = ?1
        """;

    public static StoredVersion? Find(SqliteSession session, VersionKey version)
    {
        using var query = session.Query(SelectOne);
        query.BindStream(version.Stream);
        query.Bind(3, version.Number);
        if (!query.Step())
        {
            return null;
        }

        var summary = Read(query, version.Stream);
        return new StoredVersion(summary, query.Text(10), ListFiles(session, summary.Id));
    }

    public static IReadOnlyList<VersionSummary> List(SqliteSession session, StreamKey model, long? beforeNumber, int limit)
    {
        var versions = new List<VersionSummary>();
        using var query = session.Query(SelectPage);
        query.BindStream(model);
        query.Bind(3, beforeNumber ?? long.MaxValue);
        query.Bind(4, limit);
        while (query.Step())
        {
            versions.Add(Read(query, model));
        }

        return versions;
    }

    public static long CountOf(SqliteSession session, long streamId)
    {
        using var query = session.Query(Count);
        query.Bind(1, streamId);
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>The state of a version; null where there is none.</summary>
    public static VersionState? FindState(SqliteSession session, long id)
    {
        using var query = session.Query(SelectState);
        query.Bind(1, id);
        return query.Step() ? VersionStates.Parse(query.Text(0)) : null;
    }

    /// <summary>Id and state of the version of a number; null where there is none.</summary>
    public static (long Id, VersionState State)? FindNumber(SqliteSession session, long streamId, long number)
    {
        using var query = session.Query(SelectStateOfNumber);
        query.Bind(1, streamId);
        query.Bind(2, number);
        return query.Step() ? (query.Int64(0), VersionStates.Parse(query.Text(1))) : null;
    }

    public static bool IsAliased(SqliteSession session, long id)
    {
        using var query = session.Query(SelectAlias);
        query.Bind(1, id);
        return query.Step();
    }

    /// <summary>The next number under the names of a model.</summary>
    public static long NextNumber(SqliteSession session, StreamKey model)
    {
        using var query = session.Query(RaiseNumber);
        query.BindStream(model);
        return query.Step() ? query.Int64(0) : throw new InvalidOperationException("An upsert gave no row.");
    }

    /// <summary>Inserts a version, whose artifacts are named, and its files; tells its id.</summary>
    public static long Insert(SqliteSession session, long streamId, long number, long sizeBytes, NewVersion version, long now)
    {
        var id = InsertRow(session, streamId, number, sizeBytes, version, now);
        foreach (var file in version.Files)
        {
            using var query = session.Query(InsertFile);
            query.Bind(1, id);
            query.Bind(2, file.Name);
            query.BindDigest(3, file.Digest);
            query.Execute();
        }

        return id;
    }

    public static void WriteState(SqliteSession session, long id, VersionState state, VersionRefusal? refusal, long now)
    {
        using var query = session.Query(UpdateState);
        query.Bind(1, id);
        query.Bind(2, state.ToWord());
        query.Bind(3, refusal?.Field);
        query.Bind(4, refusal?.Reason);
        query.Bind(5, now);
        query.Execute();
    }

    private static long InsertRow(SqliteSession session, long streamId, long number, long sizeBytes, NewVersion version, long now)
    {
        using var query = session.Query(InsertOne);
        query.Bind(1, streamId);
        query.Bind(2, number);
        query.Bind(3, version.Runtime);
        query.Bind(4, sizeBytes);
        query.Bind(5, now);
        query.Bind(6, version.CreatedBy);
        query.Bind(7, version.Manifest);
        return query.Step() ? query.Int64(0) : throw new InvalidOperationException("An insert gave no row.");
    }

    private static List<StoredVersionFile> ListFiles(SqliteSession session, long id)
    {
        var files = new List<StoredVersionFile>();
        using var query = session.Query(SelectFiles);
        query.Bind(1, id);
        while (query.Step())
        {
            files.Add(new StoredVersionFile(query.Text(0), ArtifactDigest.FromHash(query.Bytes(1)), query.Int64(2)));
        }

        return files;
    }

    private static VersionSummary Read(SqliteQuery query, StreamKey model) => new()
    {
        Id = query.Int64(0),
        Tenant = model.Tenant,
        Model = model.Model,
        Number = query.Int64(1),
        Runtime = query.Text(2),
        SizeBytes = query.Int64(3),
        State = VersionStates.Parse(query.Text(4)),
        Refusal = query.IsNull(5) ? null : new VersionRefusal(query.Text(5), query.Text(6)),
        StateChangedAt = Microseconds.FromUnix(query.Int64(7)),
        CreatedAt = Microseconds.FromUnix(query.Int64(8)),
        CreatedBy = query.Text(9),
    };
}
