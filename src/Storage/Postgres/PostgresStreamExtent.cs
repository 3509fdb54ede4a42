using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>Size and age of a stream. Read from the rows in order: they need no index of their own for a question that is asked seldom.</summary>
internal static class PostgresStreamExtent
{
    private const string SelectExtent = $"""
        SELECT count(*), min(o.at) FROM observation AS o
        WHERE o.stream_id = {PostgresObservationRows.StreamId} AND {PostgresObservationRows.IsObservation}
        """;

    private const string SelectTrimPoint = $"""
        SELECT o.sequence FROM observation AS o
        WHERE o.stream_id = {PostgresObservationRows.StreamId} AND {PostgresObservationRows.IsObservation}
        ORDER BY o.sequence DESC LIMIT 1 OFFSET $3
        """;

    public static async Task<StreamExtent> MeasureAsync(PostgresSession session, StreamKey stream) =>
        await session.Query(SelectExtent).BindStream(stream)
            .FirstAsync(row => new StreamExtent(row.Int64(0), Microseconds.FromUnix(row.Int64OrNull(1)))).ConfigureAwait(false)
        ?? throw new InvalidOperationException("An aggregate gave no row.");

    public static Task<long?> FindTrimPointAsync(PostgresSession session, StreamKey stream, long keep) =>
        session.Query(SelectTrimPoint).BindStream(stream).Bind(keep).FirstAsync(row => (long?)row.Int64(0));
}
