using Berlin.Storage.Postgres.Engine;

namespace Berlin.Storage.Postgres;

/// <summary>The counter in table <c>node_generation</c>.</summary>
internal sealed class PostgresNodeGenerations(PostgresDatabase database) : INodeGenerations
{
    private const string Raise = "UPDATE node_generation SET value = value + 1 RETURNING value";

    /// <inheritdoc />
    public Task<long> NextAsync(CancellationToken cancellationToken) =>
        database.RunAsync(session => session.Query(Raise).FirstAsync(row => row.Int64(0)), cancellationToken);
}
