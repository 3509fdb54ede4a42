using System.Globalization;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>
/// What must hold of a server before this program trusts it with data. It is asked for each connection that is made, because behind
/// the same address may stand another server by then: a promoted standby, or a restored backup.
/// </summary>
internal static class PostgresServerCheck
{
    private const string Settings = "pg_is_in_recovery(), current_setting('fsync'), current_setting('synchronous_commit')";

    private const string SelectSettings = $"SELECT {Settings}";

    private const string SelectAll = $"""
        SELECT {Settings}, stored.system_identifier, stored.timeline, actual.system_identifier,
            CASE WHEN pg_is_in_recovery() THEN 0 ELSE (SELECT timeline FROM current_server_identity()) END
        FROM server_identity AS stored, pg_control_system() AS actual
        """;

    /// <summary>What can be asked of a database that has no schema yet.</summary>
    /// <exception cref="DatabaseRefusedException">Something does not hold; the text says what, and the way out.</exception>
    public static async Task CheckSettingsAsync(NpgsqlConnection connection)
    {
        var fault = await new PostgresQuery(connection, SelectSettings).FirstAsync(FindFaultOfSettings).ConfigureAwait(false);
        if (fault is not null)
        {
            throw new DatabaseRefusedException(fault);
        }
    }

    /// <summary>The settings, and whose data it is.</summary>
    /// <exception cref="DatabaseRefusedException">Something does not hold; the text says what, and the way out.</exception>
    public static async Task RunAsync(NpgsqlConnection connection)
    {
        var faults = await new PostgresQuery(connection, SelectAll).ListAsync(row => FindFaultOfSettings(row) ?? FindFaultOfIdentity(row)).ConfigureAwait(false);
        if (faults is not [var fault])
        {
            throw new DatabaseRefusedException("The row of table server_identity is gone; restore the database from a backup.");
        }

        if (fault is not null)
        {
            throw new DatabaseRefusedException(fault);
        }
    }

    private static string? FindFaultOfSettings(PostgresRow row)
    {
        if (row.Boolean(0))
        {
            return "The server is a standby, which takes no writes. Let the connection string name the primary.";
        }

        if (row.Name(1) != "on")
        {
            return "The server runs with fsync = off: a crash loses what was acknowledged and may damage the database. Set fsync = on and restart PostgreSQL.";
        }

        // All other values (local, remote_write, on, remote_apply) wait for the server's own disk.
        return row.Name(2) == "off"
            ? "The server runs with synchronous_commit = off: a crash loses what was acknowledged. Set it to on, for the server, the database and the role."
            : null;
    }

    private static string? FindFaultOfIdentity(PostgresRow row)
    {
        var (storedSystem, storedTimeline, system, timeline) = (row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6));
        return (storedSystem, storedTimeline) == (system, timeline)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"""
                The database was written on server {storedSystem}, timeline {storedTimeline}, and this is server {system}, timeline {timeline}: a restored backup or a promoted standby. What was acknowledged after its last write may be missing here. If these rows are to be the truth from now on, stop every silo, run SELECT accept_server_identity() in this database, and start them again.
                """);
    }
}
