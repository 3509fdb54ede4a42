using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>What a stream holds of its entities, read through the index <c>observation_entity</c>.</summary>
internal static class PostgresEntityRows
{
    /// <summary>Parameters: tenant, model, entity, the sequence number after which it begins, limit.</summary>
    public const string SelectRows = $"""
        SELECT {PostgresObservationRows.Columns} FROM observation AS o
        WHERE o.stream_id = {PostgresObservationRows.StreamId} AND o.entity = $3 AND o.sequence > $4 ORDER BY o.sequence LIMIT $5
        """;

    /// <summary>Parameters: tenant, model, the entity after which it begins, limit.</summary>
    public const string SelectAfter = $"{SelectSummaries} o.entity > $3 {GroupedPage}";

    private const string SelectFrom = $"{SelectSummaries} o.entity >= $3 {GroupedPage}";

    private const string SelectOne = $"{SelectSummaries} o.entity = $3 {GroupedPage}";

    // Counted in the index alone; only the time comes from a row, and of each entity from one.
    private const string SelectSummaries = $"""
        SELECT summary.entity, summary.observations, summary.last_sequence,
            (SELECT at FROM observation AS last WHERE last.stream_id = summary.stream_id AND last.sequence = summary.last_sequence)
        FROM (
            SELECT o.stream_id, o.entity, count(*) FILTER (WHERE o.corrects IS NULL) AS observations, max(o.sequence) AS last_sequence
            FROM observation AS o WHERE o.stream_id = {PostgresObservationRows.StreamId} AND
        """;

    private const string GroupedPage = """
            GROUP BY o.stream_id, o.entity ORDER BY o.entity LIMIT $4
        ) AS summary ORDER BY summary.entity
        """;

    public static Task<List<StoredObservation>> ReadAsync(PostgresSession session, StreamKey stream, string entity, long afterSequence, int limit) =>
        session.Query(SelectRows).BindStream(stream).BindText(entity).Bind(afterSequence).Bind(limit).ListAsync(PostgresObservationRows.Read);

    public static async Task<EntitySummary?> FindAsync(PostgresSession session, StreamKey stream, string entity) =>
        (await SummarizeAsync(session, SelectOne, stream, entity, limit: 1).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>A page of entities; null = from the first, which may have an empty name.</summary>
    public static Task<List<EntitySummary>> ListAsync(PostgresSession session, StreamKey stream, string? afterEntity, int limit) =>
        SummarizeAsync(session, afterEntity is null ? SelectFrom : SelectAfter, stream, afterEntity ?? "", limit);

    private static Task<List<EntitySummary>> SummarizeAsync(PostgresSession session, string sql, StreamKey stream, string entity, int limit) =>
        session.Query(sql).BindStream(stream).BindText(entity).Bind(limit).ListAsync(row =>
            new EntitySummary(row.Text(0), row.Int64(1), row.Int64(2), Microseconds.FromUnix(row.Int64(3))));
}
