using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>What a stream holds of its entities, read through the index <c>observation_entity</c>.</summary>
internal static class SqliteEntityRows
{
    private const string SelectRows = $"""
        SELECT {SqliteObservationRows.Columns} FROM observation INDEXED BY observation_entity
        WHERE stream_id = ?1 AND entity = ?2 AND sequence > ?3 ORDER BY sequence LIMIT ?4
        """;

    // Counted in the index alone; only the time comes from a row, and of each entity from one.
    private const string SelectSummaries = """
        SELECT entity, observations, last_sequence,
            (SELECT at FROM observation AS last WHERE last.stream_id = ?1 AND last.sequence = last_sequence)
        FROM (
            SELECT entity, count(*) FILTER (WHERE corrects IS NULL) AS observations, max(sequence) AS last_sequence
            FROM observation INDEXED BY observation_entity WHERE stream_id = ?1 AND
        """;

    private const string SelectOne = $"{SelectSummaries} entity = ?2 GROUP BY entity LIMIT ?3)";

    private const string SelectFrom = $"{SelectSummaries} entity >= ?2 GROUP BY entity ORDER BY entity LIMIT ?3) ORDER BY entity";

    private const string SelectAfter = $"{SelectSummaries} entity > ?2 GROUP BY entity ORDER BY entity LIMIT ?3) ORDER BY entity";

    public static IReadOnlyList<StoredObservation> Read(SqliteSession session, StreamKey stream, string entity, long afterSequence, int limit)
    {
        var rows = new List<StoredObservation>();
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return rows;
        }

        using var query = session.Query(SelectRows);
        query.Bind(1, streamId);
        query.Bind(2, entity);
        query.Bind(3, afterSequence);
        query.Bind(4, limit);
        while (query.Step())
        {
            rows.Add(SqliteObservationRows.Read(query));
        }

        return rows;
    }

    public static EntitySummary? Find(SqliteSession session, StreamKey stream, string entity) =>
        Summarize(session, stream, SelectOne, entity, limit: 1).SingleOrDefault();

    /// <summary>A page of entities; null = from the first, which may have an empty name.</summary>
    public static IReadOnlyList<EntitySummary> List(SqliteSession session, StreamKey stream, string? afterEntity, int limit) =>
        Summarize(session, stream, afterEntity is null ? SelectFrom : SelectAfter, afterEntity ?? "", limit);

    private static List<EntitySummary> Summarize(SqliteSession session, StreamKey stream, string sql, string entity, int limit)
    {
        var summaries = new List<EntitySummary>();
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return summaries;
        }

        using var query = session.Query(sql);
        query.Bind(1, streamId);
        query.Bind(2, entity);
        query.Bind(3, limit);
        while (query.Step())
        {
            summaries.Add(new EntitySummary(query.Text(0), query.Int64(1), query.Int64(2), Microseconds.FromUnix(query.Int64(3))));
        }

        return summaries;
    }
}
