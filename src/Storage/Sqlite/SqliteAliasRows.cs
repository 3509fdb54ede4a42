using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of tables <c>model_alias</c> and <c>alias_change</c>.</summary>
internal static class SqliteAliasRows
{
    private const string Columns =
        "model_alias.name, model_alias.number, model_version.id, model_alias.previous_number, model_alias.revision, model_alias.changed_at, model_alias.changed_by";

    private const string SelectAll = $"""
        SELECT {Columns} FROM model_alias JOIN model_version USING (stream_id, number)
        WHERE model_alias.stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2)
        """;

    private const string SelectOne = $"{SelectAll} AND model_alias.name = ?3";

    private const string SelectByName = $"{SelectAll} ORDER BY model_alias.name";

    private const string SelectChanges = """
        SELECT revision, alias, number, changed_at, changed_by FROM alias_change
        WHERE stream_id = (SELECT id FROM stream WHERE tenant = ?1 AND model = ?2) AND revision < ?3 ORDER BY revision DESC LIMIT ?4
        """;

    private const string Count = "SELECT count(*) FROM model_alias WHERE stream_id = ?1";

    private const string InsertChange = """
        INSERT INTO alias_change (stream_id, alias, number, changed_at, changed_by) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING revision
        """;

    // Of the revision that stands behind the newest so many, and those before it.
    private const string Trim = """
        DELETE FROM alias_change WHERE stream_id = ?1
            AND revision <= (SELECT revision FROM alias_change WHERE stream_id = ?1 ORDER BY revision DESC LIMIT 1 OFFSET ?2)
        """;

    private const string Upsert = """
        INSERT INTO model_alias (stream_id, name, number, revision, changed_at, changed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (stream_id, name) DO UPDATE SET previous_number = number, number = excluded.number,
            revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """;

    private const string DeleteOne = "DELETE FROM model_alias WHERE stream_id = ?1 AND name = ?2";

    public static StoredAlias? Find(SqliteSession session, AliasKey alias)
    {
        using var query = session.Query(SelectOne);
        query.BindStream(alias.Stream);
        query.Bind(3, alias.Name);
        return query.Step() ? Read(query, alias.Stream) : null;
    }

    public static IReadOnlyList<StoredAlias> List(SqliteSession session, StreamKey model)
    {
        var aliases = new List<StoredAlias>();
        using var query = session.Query(SelectByName);
        query.BindStream(model);
        while (query.Step())
        {
            aliases.Add(Read(query, model));
        }

        return aliases;
    }

    public static IReadOnlyList<AliasChange> ListChanges(SqliteSession session, StreamKey model, long? beforeRevision, int limit)
    {
        var changes = new List<AliasChange>();
        using var query = session.Query(SelectChanges);
        query.BindStream(model);
        query.Bind(3, beforeRevision ?? long.MaxValue);
        query.Bind(4, limit);
        while (query.Step())
        {
            changes.Add(new AliasChange(query.Int64(0), query.Text(1), query.Int64OrNull(2), Microseconds.FromUnix(query.Int64(3)), query.Text(4)));
        }

        return changes;
    }

    public static long CountOf(SqliteSession session, long streamId)
    {
        using var query = session.Query(Count);
        query.Bind(1, streamId);
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>Makes an alias name a version from now on.</summary>
    public static void Write(SqliteSession session, long streamId, string name, long number, string changedBy, long now)
    {
        var revision = Note(session, streamId, name, number, changedBy, now);
        using var query = session.Query(Upsert);
        query.Bind(1, streamId);
        query.Bind(2, name);
        query.Bind(3, number);
        query.Bind(4, revision);
        query.Bind(5, now);
        query.Bind(6, changedBy);
        query.Execute();
    }

    public static void Delete(SqliteSession session, long streamId, string name, string changedBy, long now)
    {
        Note(session, streamId, name, null, changedBy, now);
        using var query = session.Query(DeleteOne);
        query.Bind(1, streamId);
        query.Bind(2, name);
        query.Execute();
    }

    /// <summary>Puts a change into the history, and tells its revision.</summary>
    private static long Note(SqliteSession session, long streamId, string name, long? number, string changedBy, long now)
    {
        using var change = session.Query(InsertChange);
        change.Bind(1, streamId);
        change.Bind(2, name);
        change.Bind(3, number);
        change.Bind(4, now);
        change.Bind(5, changedBy);
        var revision = change.Step() ? change.Int64(0) : throw new InvalidOperationException("An insert gave no row.");
        using var trim = session.Query(Trim);
        trim.Bind(1, streamId);
        trim.Bind(2, AliasChange.MaxKept);
        trim.Execute();
        return revision;
    }

    private static StoredAlias Read(SqliteQuery query, StreamKey model) => new()
    {
        Key = new AliasKey(model.Tenant, model.Model, query.Text(0)),
        Number = query.Int64(1),
        VersionId = query.Int64(2),
        PreviousNumber = query.Int64OrNull(3),
        Revision = query.Int64(4),
        ChangedAt = Microseconds.FromUnix(query.Int64(5)),
        ChangedBy = query.Text(6),
    };
}
