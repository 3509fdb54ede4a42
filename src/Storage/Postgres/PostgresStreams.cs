using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>The row that fences and numbers a stream.</summary>
internal static class PostgresStreams
{
    private const string SelectPosition = "SELECT epoch, owner, head, generation, removed FROM stream WHERE tenant = $1 AND model = $2";

    /// <summary>The row as it is now; null where there is no such stream.</summary>
    public static Task<StreamPosition?> ReadPositionAsync(PostgresSession session, StreamKey stream) =>
        session.Query(SelectPosition).BindStream(stream).FirstAsync(ReadPosition);

    /// <summary>A position out of the columns epoch, owner, head, generation, removed.</summary>
    public static StreamPosition ReadPosition(PostgresRow row) =>
        new(row.Int64(0), row.Text(1), row.Int64(2), row.Int64(3), row.Int64(4));

    /// <summary>Binds tenant and model as the first two parameters.</summary>
    public static PostgresQuery BindStream(this PostgresQuery query, StreamKey stream) => query.BindName(stream.Tenant).BindName(stream.Model);
}
