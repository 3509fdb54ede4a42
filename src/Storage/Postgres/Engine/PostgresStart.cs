using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>What happens once before the first call: the schema is brought up to date, and the server is checked.</summary>
internal sealed class PostgresStart(PostgresConnectionStrings strings, IReadOnlyList<SchemaMigration> migrations, TimeProvider time, ILogger logger)
{
    private static readonly Version OldestServer = new(14, 0);

    /// <summary>A migration may rewrite a large table.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    /// <summary>Beyond it the operator is told; nothing depends on it.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(1);

    private const string Settings = "SELECT current_setting('server_encoding'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names')";

    private const string Clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    /// <exception cref="DatabaseRefusedException">It must not be used as it is.</exception>
    public async Task RunAsync(string owner, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(strings.OfOne(StatementTimeout));
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            CheckVersion(connection.PostgreSqlVersion);
            await PostgresServerCheck.CheckSettingsAsync(connection).ConfigureAwait(false);
            await CheckEncodingAsync(connection).ConfigureAwait(false);
            var version = await new PostgresMigrator(migrations, time, logger).RunAsync(connection).ConfigureAwait(false);
            await PostgresServerCheck.RunAsync(connection).ConfigureAwait(false);
            await CompareClocksAsync(connection).ConfigureAwait(false);
            PostgresStorageLog.Opened(logger, connection.Database, connection.Host, connection.ServerVersion, version, owner);
        }
        catch (PostgresException exception) when (exception.SqlState is ['2', '8', ..] or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseRefusedException($"The database does not let this program in: {PostgresErrors.Describe(exception)}", exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw PostgresErrors.ToStoreError(exception);
        }
    }

    /// <exception cref="DatabaseRefusedException">It is too old.</exception>
    internal static void CheckVersion(Version server)
    {
        if (server < OldestServer)
        {
            throw new DatabaseRefusedException($"The server is PostgreSQL {server}; Berlin needs {OldestServer.Major} or newer.");
        }
    }

    private async Task CheckEncodingAsync(NpgsqlConnection connection)
    {
        var (encoding, commit, standbys) = await new PostgresQuery(connection, Settings).FirstAsync(row => (row.Name(0), row.Name(1), row.Name(2))).ConfigureAwait(false);
        if (encoding != "UTF8")
        {
            throw new DatabaseRefusedException($"The database has the encoding {encoding}; Berlin needs one created with ENCODING 'UTF8'.");
        }

        if (commit == "local" && standbys.Length > 0)
        {
            PostgresStorageLog.StandbysAreNotWaitedFor(logger);
        }
    }

    private async Task CompareClocksAsync(NpgsqlConnection connection)
    {
        var server = Microseconds.FromUnix(await new PostgresQuery(connection, Clock).FirstAsync(row => row.Int64(0)).ConfigureAwait(false));
        var difference = (time.GetUtcNow() - server).Duration();
        if (difference > MaxClockDifference)
        {
            PostgresStorageLog.ClockDiffers(logger, difference.TotalSeconds);
        }
    }
}
