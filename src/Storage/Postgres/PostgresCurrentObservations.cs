using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>Observations with the target that holds now: that of the newest correction, found through its index.</summary>
internal static class PostgresCurrentObservations
{
    /// <summary>
    /// Parameters: tenant, model, ids. LIMIT 1 makes each id a search of its own in the index of ids: the planner, whose statistics
    /// may be old or absent, cannot turn it into a join that reads the stream.
    /// </summary>
    public const string SelectByIds = $"""
        SELECT {PostgresObservationRows.Columns}, {TargetThatHolds}
        FROM unnest($3) AS wanted (id) CROSS JOIN LATERAL (
            SELECT * FROM observation AS one
            WHERE one.stream_id = {PostgresObservationRows.StreamId} AND one.id = wanted.id AND one.corrects IS NULL LIMIT 1
        ) AS o
        """;

    /// <summary>Parameters: tenant, model, the sequence number after which it begins, limit.</summary>
    public const string SelectAfter = $"""
        SELECT {PostgresObservationRows.Columns}, {TargetThatHolds}
        FROM observation AS o
        WHERE o.stream_id = {PostgresObservationRows.StreamId} AND o.sequence > $3 AND {PostgresObservationRows.IsObservation}
        ORDER BY o.sequence LIMIT $4
        """;

    private const string TargetThatHolds = """
        coalesce(
            (SELECT c.target FROM observation AS c WHERE c.stream_id = o.stream_id AND c.corrects = o.sequence ORDER BY c.sequence DESC LIMIT 1),
            o.target)
        """;

    private const int TargetColumn = 10;

    public static Task<List<CurrentObservation>> FindAsync(PostgresSession session, StreamKey stream, IReadOnlyCollection<string> ids) =>
        session.Query(SelectByIds).BindStream(stream).BindTexts([.. ids]).ListAsync(Read);

    public static Task<List<CurrentObservation>> ReadAfterAsync(PostgresSession session, StreamKey stream, long afterSequence, int limit) =>
        session.Query(SelectAfter).BindStream(stream).Bind(afterSequence).Bind(limit).ListAsync(Read);

    private static CurrentObservation Read(PostgresRow row) => new(PostgresObservationRows.Read(row), row.Text(TargetColumn));
}
