using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The row that fences and numbers a stream.</summary>
internal static class SqliteStreams
{
    private const string SelectPosition = "SELECT epoch, owner, head, generation, removed FROM stream WHERE tenant = ?1 AND model = ?2";

    private const string SelectId = "SELECT id FROM stream WHERE tenant = ?1 AND model = ?2";

    private const string SelectHeld = "SELECT id FROM stream WHERE tenant = ?1 AND model = ?2 AND epoch = ?3 AND owner = ?4";

    // Above the floor: what was made for a stream that had this name before fits the new one in nothing.
    private const string InsertOne = """
        INSERT INTO stream (id, tenant, model, epoch, owner, head, generation)
        SELECT 1 + max(id, coalesce((SELECT max(id) FROM stream), 0)), ?1, ?2, epoch, '', 0, generation + 1 FROM stream_floor
        """;

    private const string RaiseFloorTo = """
        UPDATE stream_floor SET
            id = max(id, (SELECT coalesce(max(id), 0) FROM stream WHERE tenant = ?1)),
            epoch = max(epoch, (SELECT coalesce(max(epoch), 0) FROM stream WHERE tenant = ?1)),
            generation = max(generation, (SELECT coalesce(max(generation), 0) FROM stream WHERE tenant = ?1))
        """;

    /// <summary>Inserts the row of an empty stream that nobody has taken.</summary>
    public static void Insert(SqliteSession session, StreamKey stream)
    {
        using var query = session.Query(InsertOne);
        query.BindStream(stream);
        query.Execute();
    }

    /// <summary>Before a stream of the tenant loses its name: streams that are inserted later begin above it.</summary>
    public static void RaiseFloor(SqliteSession session, string tenant)
    {
        using var query = session.Query(RaiseFloorTo);
        query.Bind(1, tenant);
        query.Execute();
    }

    /// <summary>The row as it is now; null where there is no such stream.</summary>
    public static StreamPosition? ReadPosition(SqliteSession session, StreamKey stream)
    {
        using var query = session.Query(SelectPosition);
        query.BindStream(stream);
        return query.Step() ? ReadPosition(query) : null;
    }

    /// <summary>A position out of the columns epoch, owner, head, generation, removed.</summary>
    public static StreamPosition ReadPosition(SqliteQuery query) =>
        new(query.Int64(0), query.Text(1), query.Int64(2), query.Int64(3), query.Int64(4));

    /// <summary>The id that rows of the stream carry; null where there is no such stream.</summary>
    public static long? FindId(SqliteSession session, StreamKey stream)
    {
        using var query = session.Query(SelectId);
        query.BindStream(stream);
        return query.Step() ? query.Int64(0) : null;
    }

    /// <summary>
    /// The id, where epoch and owner hold the stream; null = fenced. Only inside a write transaction: this database has
    /// one writer, so nothing can take the stream before the commit. (Elsewhere reading the epoch would be no fence.)
    /// </summary>
    public static long? FindHeldId(SqliteSession session, StreamKey stream, long epoch, string owner)
    {
        using var query = session.Query(SelectHeld);
        query.BindStream(stream);
        query.Bind(3, epoch);
        query.Bind(4, owner);
        return query.Step() ? query.Int64(0) : null;
    }

    /// <summary>Binds tenant and model as the first two parameters.</summary>
    public static void BindStream(this SqliteQuery query, StreamKey stream)
    {
        query.Bind(1, stream.Tenant);
        query.Bind(2, stream.Model);
    }
}
