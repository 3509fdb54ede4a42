using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>Observations with the target that holds now: that of the newest correction, found through its index.</summary>
internal static class SqliteCurrentObservations
{
    private const int TargetColumn = 10;

    // INDEXED BY here and elsewhere: without statistics the planner thinks little of partial indexes, and would search the whole stream.
    private const string Select = $"""
        SELECT {SqliteObservationRows.Columns}, coalesce(
            (SELECT c.target FROM observation AS c INDEXED BY observation_correction
             WHERE c.stream_id = o.stream_id AND c.corrects = o.sequence ORDER BY c.sequence DESC LIMIT 1),
            o.target)
        FROM observation AS o
        """;

    private const string SelectById = $"{Select} WHERE stream_id = ?1 AND id = ?2 AND corrects IS NULL";

    private const string SelectAfter = $"{Select} WHERE stream_id = ?1 AND sequence > ?2 AND corrects IS NULL ORDER BY sequence LIMIT ?3";

    public static IReadOnlyList<CurrentObservation> Find(SqliteSession session, StreamKey stream, IReadOnlyCollection<string> ids)
    {
        var found = new List<CurrentObservation>();
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return found;
        }

        using var query = session.Query(SelectById);
        query.Bind(1, streamId);
        foreach (var id in ids)
        {
            query.Bind(2, id);
            if (query.Step())
            {
                found.Add(Read(query));
            }

            query.Reset();
        }

        return found;
    }

    public static IReadOnlyList<CurrentObservation> ReadAfter(SqliteSession session, StreamKey stream, long afterSequence, int limit)
    {
        var rows = new List<CurrentObservation>();
        if (SqliteStreams.FindId(session, stream) is not { } streamId)
        {
            return rows;
        }

        using var query = session.Query(SelectAfter);
        query.Bind(1, streamId);
        query.Bind(2, afterSequence);
        query.Bind(3, limit);
        while (query.Step())
        {
            rows.Add(Read(query));
        }

        return rows;
    }

    private static CurrentObservation Read(SqliteQuery query) => new(SqliteObservationRows.Read(query), query.Text(TargetColumn));
}
