using System.Globalization;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>
/// What must hold of a server before this program trusts it with data. It is asked for each connection that is made, because behind
/// the same address may stand another server by then: a promoted standby, or a restored backup.
/// </summary>
internal static class PostgresServerCheck
{
    private const string Sql = """
        SELECT pg_is_in_recovery(), current_setting('fsync'), current_setting('synchronous_commit'),
            stored.system_identifier, stored.timeline, actual.system_identifier,
            CASE WHEN pg_is_in_recovery() THEN 0 ELSE (SELECT timeline FROM current_server_identity()) END
        FROM server_identity AS stored, pg_control_system() AS actual
        """;

    /// <exception cref="DatabaseRefusedException">Something does not hold; the text says what, and the way out.</exception>
    public static async Task RunAsync(NpgsqlConnection connection)
    {
        var server = await new PostgresQuery(connection, Sql).FirstAsync(row => new Server(
            IsStandby: row.Boolean(0),
            Fsync: row.Name(1),
            SynchronousCommit: row.Name(2),
            StoredSystem: row.Int64(3),
            StoredTimeline: row.Int64(4),
            System: row.Int64(5),
            Timeline: row.Int64(6))).ConfigureAwait(false);
        if (FindFault(server ?? throw new DatabaseRefusedException("The row of table server_identity is gone; restore the database from a backup.")) is { } fault)
        {
            throw new DatabaseRefusedException(fault);
        }
    }

    private static string? FindFault(Server server)
    {
        if (server.IsStandby)
        {
            return "The server is a standby, which takes no writes. Let the connection string name the primary.";
        }

        if (server.Fsync != "on")
        {
            return "The server runs with fsync = off: a crash loses what was acknowledged and may damage the database. Set fsync = on and restart PostgreSQL.";
        }

        // All other values (local, remote_write, on, remote_apply) wait for the server's own disk.
        if (server.SynchronousCommit == "off")
        {
            return "The server runs with synchronous_commit = off: a crash loses what was acknowledged. Set it to on, for the server, the database and the role.";
        }

        if ((server.System, server.Timeline) != (server.StoredSystem, server.StoredTimeline))
        {
            return string.Create(CultureInfo.InvariantCulture, $"""
                The database was written on server {server.StoredSystem}, timeline {server.StoredTimeline}, and this is server {server.System}, timeline {server.Timeline}: a restored backup or a promoted standby. What was acknowledged after its last write may be missing here. If these rows are to be the truth from now on, stop every silo, run SELECT accept_server_identity() in this database, and start them again.
                """);
        }

        return null;
    }

    private sealed record Server(bool IsStandby, string Fsync, string SynchronousCommit, long StoredSystem, long StoredTimeline, long System, long Timeline);
}
