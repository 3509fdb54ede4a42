using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Sqlite;

/// <summary>The counter in table <c>node_generation</c>.</summary>
internal sealed class SqliteNodeGenerations(SqliteDatabase database) : INodeGenerations
{
    private const string Raise = """
        INSERT INTO node_generation (only_row, value) VALUES (1, 1) ON CONFLICT (only_row) DO UPDATE SET value = value + 1 RETURNING value
        """;

    /// <inheritdoc />
    public Task<long> NextAsync(CancellationToken cancellationToken)
    {
        return database.WriteAsync(RaiseIn, cancellationToken);

        static long RaiseIn(SqliteSession session)
        {
            using var query = session.Query(Raise);
            return query.Step() ? query.Int64(0) : throw new InvalidOperationException("An upsert gave no row.");
        }
    }
}
