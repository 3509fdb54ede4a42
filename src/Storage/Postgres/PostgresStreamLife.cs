using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>
/// How rows of table <c>stream</c> come and go. Whoever changes several tables locks in this order, so that no two wait for each other:
/// tenant, models by name, streams by id, <c>stream_floor</c>.
/// </summary>
internal static class PostgresStreamLife
{
    // Above the floor: what was made for a stream that had this name before fits the new one in nothing. The statement begins after
    // the model's row is inserted, and so after the commit of whoever deleted a model of this name.
    private const string InsertOne = """
        INSERT INTO stream (tenant, model, epoch, owner, head, generation)
        SELECT $1, $2, epoch, ''::bytea, 0, generation + 1 FROM stream_floor
        """;

    private const string RaiseFloorTo = """
        UPDATE stream_floor SET
            epoch = greatest(epoch, (SELECT max(epoch) FROM stream WHERE tenant = $1)),
            generation = greatest(generation, (SELECT max(generation) FROM stream WHERE tenant = $1))
        """;

    private const string SelectForUpdate = "SELECT id, head FROM stream WHERE tenant = $1 AND model = $2 FOR UPDATE";

    private const string Fence = "UPDATE stream SET epoch = epoch + 1 WHERE id = $1";

    /// <summary>Inserts the row of an empty stream that nobody has taken, after the row of its model.</summary>
    public static Task InsertAsync(PostgresSession session, StreamKey stream) =>
        session.Query(InsertOne).BindName(stream.Tenant).BindName(stream.Model).ExecuteAsync();

    /// <summary>Locks the row; null where there is none.</summary>
    public static Task<LockedStream?> LockAsync(PostgresSession session, StreamKey stream) =>
        session.Query(SelectForUpdate).BindName(stream.Tenant).BindName(stream.Model).FirstAsync(row => new LockedStream(row.Int64(0), row.Int64(1)));

    /// <summary>Whoever holds the stream is fenced from the commit on.</summary>
    public static Task FenceAsync(PostgresSession session, long streamId) => session.Query(Fence).Bind(streamId).ExecuteAsync();

    /// <summary>Before a stream of the tenant loses its name: streams that are inserted later begin above it.</summary>
    public static Task RaiseFloorAsync(PostgresSession session, string tenant) => session.Query(RaiseFloorTo).BindName(tenant).ExecuteAsync();
}
