using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>Rows of table <c>observation</c>, written and read.</summary>
internal static class SqliteObservationRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "sequence, id, at, content_digest, target, entity, subject, corrects, previous_target, features";

    private const string InsertRow = $"""
        INSERT INTO observation (stream_id, {Columns})
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """;

    private const string SelectCorrected = """
        SELECT 1 FROM observation WHERE stream_id = ?1 AND sequence = ?2 AND id = ?3 AND corrects IS NULL
        """;

    /// <summary>Inserts rows in their order.</summary>
    /// <exception cref="ArgumentException">The id of an observation is taken, or a correction corrects nothing.</exception>
    public static void Insert(SqliteSession session, long streamId, IReadOnlyList<StoredObservation> rows)
    {
        using var insert = session.Query(InsertRow);
        insert.Bind(1, streamId);
        foreach (var row in rows)
        {
            if (row.Corrects is { } corrected && !Holds(session, streamId, corrected, row.Id))
            {
                throw AppendRules.NothingToCorrect(row);
            }

            Bind(insert, row);
            try
            {
                insert.Execute();
            }
            catch (SqliteErrorException exception) when (exception.IsUniqueViolation)
            {
                throw AppendRules.IdIsTaken(row.Id, exception);
            }
        }
    }

    /// <summary>Reads a row out of the first columns of a query, which are <see cref="Columns"/>.</summary>
    public static StoredObservation Read(SqliteQuery query) => new()
    {
        Sequence = query.Int64(0),
        Id = query.Text(1),
        At = Microseconds.FromUnix(query.Int64(2)),
        ContentDigest = query.Bytes(3),
        Target = query.Text(4),
        Entity = query.TextOrNull(5),
        Subject = query.TextOrNull(6),
        Corrects = query.Int64OrNull(7),
        PreviousTarget = query.TextOrNull(8),
        Features = query.Bytes(9),
    };

    private static bool Holds(SqliteSession session, long streamId, long sequence, string id)
    {
        using var query = session.Query(SelectCorrected);
        query.Bind(1, streamId);
        query.Bind(2, sequence);
        query.Bind(3, id);
        return query.Step();
    }

    private static void Bind(SqliteQuery insert, StoredObservation row)
    {
        insert.Bind(2, row.Sequence);
        insert.Bind(3, row.Id);
        insert.Bind(4, Microseconds.ToUnix(row.At));
        insert.Bind(5, row.ContentDigest);
        insert.Bind(6, row.Target);
        insert.Bind(7, row.Entity);
        insert.Bind(8, row.Subject);
        insert.Bind(9, row.Corrects);
        insert.Bind(10, row.PreviousTarget);
        insert.Bind(11, row.Features);
    }
}
