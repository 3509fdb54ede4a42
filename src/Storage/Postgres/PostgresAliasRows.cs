using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of tables <c>model_alias</c> and <c>alias_change</c>.</summary>
internal static class PostgresAliasRows
{
    private const string StreamId = PostgresObservationRows.StreamId;

    private const string SelectAll = $"""
        SELECT a.name, a.number, (SELECT v.id FROM model_version AS v WHERE v.stream_id = a.stream_id AND v.number = a.number),
            a.previous_number, a.revision, a.changed_at, a.changed_by
        FROM model_alias AS a WHERE a.stream_id = {StreamId}
        """;

    /// <summary>Parameters: tenant, model, alias.</summary>
    public const string SelectOne = $"{SelectAll} AND a.name = $3";

    /// <summary>Parameters: tenant, model.</summary>
    public const string SelectByName = $"{SelectAll} ORDER BY a.name";

    /// <summary>Parameters: tenant, model, the revision before which it begins, limit.</summary>
    public const string SelectChanges = $"""
        SELECT revision, alias, number, changed_at, changed_by FROM alias_change
        WHERE stream_id = {StreamId} AND revision < $3 ORDER BY stream_id DESC, revision DESC LIMIT $4
        """;

    private const string Count = "SELECT count(*) FROM model_alias WHERE stream_id = $1";

    private const string InsertChange = """
        INSERT INTO alias_change (stream_id, alias, number, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5) RETURNING revision
        """;

    // Of the revision that stands behind the newest so many, and those before it.
    private const string Trim = """
        DELETE FROM alias_change WHERE stream_id = $1
            AND revision <= (SELECT revision FROM alias_change WHERE stream_id = $1 ORDER BY stream_id DESC, revision DESC LIMIT 1 OFFSET $2)
        """;

    private const string Upsert = """
        INSERT INTO model_alias (stream_id, name, number, revision, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (stream_id, name) DO UPDATE SET previous_number = model_alias.number, number = excluded.number,
            revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """;

    private const string DeleteOne = "DELETE FROM model_alias WHERE stream_id = $1 AND name = $2";

    public static Task<StoredAlias?> FindAsync(PostgresSession session, AliasKey alias) =>
        session.Query(SelectOne).BindStream(alias.Stream).BindName(alias.Name).FirstAsync(row => Read(row, alias.Stream));

    public static Task<List<StoredAlias>> ListAsync(PostgresSession session, StreamKey model) =>
        session.Query(SelectByName).BindStream(model).ListAsync(row => Read(row, model));

    public static Task<List<AliasChange>> ListChangesAsync(PostgresSession session, StreamKey model, long? beforeRevision, int limit) =>
        session.Query(SelectChanges).BindStream(model).Bind(beforeRevision ?? long.MaxValue).Bind(limit)
            .ListAsync(row => new AliasChange(row.Int64(0), row.Name(1), row.Int64OrNull(2), Microseconds.FromUnix(row.Int64(3)), row.Text(4)));

    public static Task<long> CountAsync(PostgresSession session, long streamId) => session.Query(Count).Bind(streamId).FirstAsync(row => row.Int64(0));

    /// <summary>Makes an alias of a model that is locked name a version from now on.</summary>
    public static async Task WriteAsync(PostgresSession session, long streamId, string name, long number, string changedBy, long now)
    {
        var revision = await NoteAsync(session, streamId, name, number, changedBy, now).ConfigureAwait(false);
        await session.Query(Upsert).Bind(streamId).BindName(name).Bind(number).Bind(revision).Bind(now).BindText(changedBy).ExecuteAsync().ConfigureAwait(false);
    }

    public static async Task DeleteAsync(PostgresSession session, long streamId, string name, string changedBy, long now)
    {
        await NoteAsync(session, streamId, name, null, changedBy, now).ConfigureAwait(false);
        await session.Query(DeleteOne).Bind(streamId).BindName(name).ExecuteAsync().ConfigureAwait(false);
    }

    /// <summary>Puts a change into the history, and tells its revision.</summary>
    private static async Task<long> NoteAsync(PostgresSession session, long streamId, string name, long? number, string changedBy, long now)
    {
        var revision = await session.Query(InsertChange).Bind(streamId).BindName(name).Bind(number).Bind(now).BindText(changedBy)
            .FirstAsync(row => row.Int64(0)).ConfigureAwait(false);
        await session.Query(Trim).Bind(streamId).Bind(AliasChange.MaxKept).ExecuteAsync().ConfigureAwait(false);
        return revision;
    }

    private static StoredAlias Read(PostgresRow row, StreamKey model) => new()
    {
        Key = new AliasKey(model.Tenant, model.Model, row.Name(0)),
        Number = row.Int64(1),
        VersionId = row.Int64(2),
        PreviousNumber = row.Int64OrNull(3),
        Revision = row.Int64(4),
        ChangedAt = Microseconds.FromUnix(row.Int64(5)),
        ChangedBy = row.Text(6),
    };
}
