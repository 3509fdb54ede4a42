using Berlin.Storage.Artifacts;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Postgres;

/// <summary>Rows of tables <c>model_version</c> and <c>version_file</c>: read, and written where that takes one statement.</summary>
internal static class PostgresVersionRows
{
    private const string StreamId = PostgresObservationRows.StreamId;

    private const string Columns = """
        v.id, v.number, v.runtime, v.size_bytes, v.state, v.refused_field, v.refused_reason, v.state_changed_at, v.created_at, v.created_by
        """;

    /// <summary>
    /// A version with its files, in one snapshot: a row for each file, of which the first one has the manifest. Files and sizes are
    /// looked up row by row: the planner, whose statistics may be old or absent, cannot turn that into joins that read whole tables.
    /// </summary>
    private const string SelectWhole = $"""
        SELECT {Columns}, CASE WHEN row_number() OVER (ORDER BY f.name) = 1 THEN v.manifest END, f.name, f.digest,
            (SELECT a.size_bytes FROM artifact AS a WHERE a.digest = f.digest)
        FROM model_version AS v LEFT JOIN LATERAL (
            SELECT name, digest FROM version_file WHERE version_id = v.id ORDER BY name OFFSET 0
        ) AS f ON true
        """;

    /// <summary>Parameters: tenant, model, number.</summary>
    public const string SelectOne = $"{SelectWhole} WHERE v.stream_id = {StreamId} AND v.number = $3 ORDER BY f.name";

    /// <summary>Parameters: tenant, model, alias.</summary>
    public const string SelectByAlias = $"""
        {SelectWhole} WHERE v.stream_id = {StreamId} AND v.number = (SELECT number FROM model_alias WHERE stream_id = {StreamId} AND name = $3)
        ORDER BY f.name
        """;

    /// <summary>Parameters: tenant, model, the number before which it begins, limit.</summary>
    public const string SelectPage = $"SELECT {Columns} FROM model_version AS v WHERE v.stream_id = {StreamId} AND v.number < $3 ORDER BY v.number DESC LIMIT $4";

    private const string Count = "SELECT count(*) FROM model_version WHERE stream_id = $1";

    private const string SelectState = "SELECT state FROM model_version WHERE id = $1";

    private const string SelectStateOfNumber = "SELECT id, state FROM model_version WHERE stream_id = $1 AND number = $2";

    /// <summary>Parameter: id of a version.</summary>
    public const string SelectAlias = """
        SELECT 1 FROM model_alias AS a JOIN model_version AS v ON v.stream_id = a.stream_id AND v.number = a.number WHERE v.id = $1
        """;

    private const string RaiseNumber = """
        INSERT INTO version_number (tenant, model, last) VALUES ($1, $2, 1)
        ON CONFLICT (tenant, model) DO UPDATE SET last = version_number.last + 1 RETURNING last
        """;

    private const string InsertOne = """
        INSERT INTO model_version (stream_id, number, runtime, size_bytes, state, state_changed_at, created_at, created_by, manifest)
        VALUES ($1, $2, $3, $4, 'registered', $5, $5, $6, $7) RETURNING id
        """;

    private const string InsertFiles = "INSERT INTO version_file (version_id, name, digest) SELECT $1, name, digest FROM unnest($2, $3) AS file (name, digest)";

    private const string UpdateState = """
        UPDATE model_version SET state = $2, refused_field = $3, refused_reason = $4, state_changed_at = $5 WHERE id = $1
        """;

    /// <summary>The version that <see cref="SelectOne"/> or <see cref="SelectByAlias"/> finds; null where there is none.</summary>
    public static async Task<StoredVersion?> FindAsync(PostgresQuery query, StreamKey model)
    {
        var rows = await query.ListAsync(row => (
            Summary: Read(row, model),
            Manifest: row.TextOrNull(10),
            File: row.TextOrNull(11) is { } name ? new StoredVersionFile(name, ArtifactDigest.FromHash(row.Bytes(12)), row.Int64(13)) : null)).ConfigureAwait(false);
        return rows is [var first, ..] ? new StoredVersion(first.Summary, first.Manifest ?? "", [.. rows.Select(row => row.File).OfType<StoredVersionFile>()]) : null;
    }

    public static Task<List<VersionSummary>> ListAsync(PostgresSession session, StreamKey model, long? beforeNumber, int limit) =>
        session.Query(SelectPage).BindStream(model).Bind(beforeNumber ?? long.MaxValue).Bind(limit).ListAsync(row => Read(row, model));

    public static Task<long> CountAsync(PostgresSession session, long streamId) => session.Query(Count).Bind(streamId).FirstAsync(row => row.Int64(0));

    /// <summary>The state of a version; null where there is none.</summary>
    public static async Task<VersionState?> FindStateAsync(PostgresSession session, long id) =>
        await session.Query(SelectState).Bind(id).FirstAsync(row => row.Name(0)).ConfigureAwait(false) is { } word ? VersionStates.Parse(word) : null;

    /// <summary>Id and state of the version of a number; null where there is none.</summary>
    public static Task<(long Id, VersionState State)?> FindNumberAsync(PostgresSession session, long streamId, long number) =>
        session.Query(SelectStateOfNumber).Bind(streamId).Bind(number).FirstAsync<(long, VersionState)?>(row => (row.Int64(0), VersionStates.Parse(row.Name(1))));

    public static Task<bool> IsAliasedAsync(PostgresSession session, long id) => session.Query(SelectAlias).Bind(id).AnyAsync();

    /// <summary>The next number under the names of a model, which is locked.</summary>
    public static Task<long> NextNumberAsync(PostgresSession session, StreamKey model) =>
        session.Query(RaiseNumber).BindStream(model).FirstAsync(row => row.Int64(0));

    /// <summary>Inserts a version, whose artifacts are named, and its files; tells its id.</summary>
    public static async Task<long> InsertAsync(PostgresSession session, long streamId, long number, long sizeBytes, NewVersion version, long now)
    {
        var id = await session.Query(InsertOne).Bind(streamId).Bind(number).BindName(version.Runtime).Bind(sizeBytes).Bind(now)
            .BindText(version.CreatedBy).BindText(version.Manifest).FirstAsync(row => row.Int64(0)).ConfigureAwait(false);
        await session.Query(InsertFiles).Bind(id)
            .BindTexts([.. version.Files.Select(file => file.Name)])
            .BindDigests(version.Files.Select(file => file.Digest))
            .ExecuteAsync().ConfigureAwait(false);
        return id;
    }

    public static Task WriteStateAsync(PostgresSession session, long id, VersionState state, VersionRefusal? refusal, long now) =>
        session.Query(UpdateState).Bind(id).BindName(state.ToWord()).BindText(refusal?.Field).BindText(refusal?.Reason).Bind(now).ExecuteAsync();

    private static VersionSummary Read(PostgresRow row, StreamKey model) => new()
    {
        Id = row.Int64(0),
        Tenant = model.Tenant,
        Model = model.Model,
        Number = row.Int64(1),
        Runtime = row.Name(2),
        SizeBytes = row.Int64(3),
        State = VersionStates.Parse(row.Name(4)),
        Refusal = row.TextOrNull(5) is { } field ? new VersionRefusal(field, row.Text(6)) : null,
        StateChangedAt = Microseconds.FromUnix(row.Int64(7)),
        CreatedAt = Microseconds.FromUnix(row.Int64(8)),
        CreatedBy = row.Text(9),
    };
}
