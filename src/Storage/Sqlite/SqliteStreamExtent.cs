using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>Size and age of a stream. Read from the rows in order: they need no index of their own for a question that is asked seldom.</summary>
internal static class SqliteStreamExtent
{
    private const string SelectExtent = "SELECT count(*), min(at) FROM observation WHERE stream_id = ?1 AND corrects IS NULL";

    private const string SelectTrimPoint = """
        SELECT sequence FROM observation WHERE stream_id = ?1 AND corrects IS NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?2
        """;

    public static StreamExtent Measure(SqliteSession session, StreamKey stream)
    {
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return new StreamExtent(0, null);
        }

        using var query = session.Query(SelectExtent);
        query.Bind(1, streamId);
        return query.Step()
            ? new StreamExtent(query.Int64(0), Microseconds.FromUnix(query.Int64OrNull(1)))
            : throw new InvalidOperationException("An aggregate gave no row.");
    }

    public static long? FindTrimPoint(SqliteSession session, StreamKey stream, long keep)
    {
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return null;
        }

        using var query = session.Query(SelectTrimPoint);
        query.Bind(1, streamId);
        query.Bind(2, keep);
        return query.Step() ? query.Int64(0) : null;
    }
}
