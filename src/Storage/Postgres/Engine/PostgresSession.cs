using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>A connection for the time of one call.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection)
{
    /// <summary>The connection itself, for what <see cref="PostgresQuery"/> has no words for.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>Number of the server's process that works for this connection.</summary>
    public int ProcessId => Connection.ProcessID;

    /// <summary>A statement with parameters $1, $2, ..., bound in this order.</summary>
    public PostgresQuery Query(string sql) => new(Connection, sql);
}
