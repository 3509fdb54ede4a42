using System.Globalization;
using System.Text;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>The operator's connection string with what this program decides: bounds, timeouts, and the tag that names the owner.</summary>
internal sealed class PostgresConnectionStrings(PostgresStorageOptions options, string owner)
{
    /// <summary>PostgreSQL cuts longer names.</summary>
    private const int MaxApplicationNameBytes = 63;

    /// <summary>How long a transaction may stand still before the server ends it: its owner may be paused, and its locks block a takeover.</summary>
    private const int IdleInTransactionMilliseconds = 2_000;

    /// <summary>How <c>pg_stat_activity</c> calls the connections of an owner.</summary>
    public static string ApplicationNameOf(string owner)
    {
        var name = $"berlin {owner}";
        while (Encoding.UTF8.GetByteCount(name) > MaxApplicationNameBytes)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }

    /// <summary>Of a pool.</summary>
    public string OfPool(int maxConnections) => Make(maxConnections, options.StatementTimeout);

    /// <summary>Of a connection that is opened alone, and whose statements may take their time.</summary>
    public string OfOne(TimeSpan statementTimeout) => Make(maxConnections: null, statementTimeout);

    private string Make(int? maxConnections, TimeSpan statementTimeout)
    {
        var parts = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = ApplicationNameOf(owner),
            Timeout = 5, // Seconds that a server with much to do may take to begin with a connection; that it is away, the watch over each call notices.
            CommandTimeout = 0, // The server bounds statements, the watch over each call bounds the wait; see PostgresDatabase.
            CancellationTimeout = -1,
            Pooling = maxConnections is not null,
            MaxPoolSize = maxConnections ?? 1,
            MinPoolSize = 0,
            ConnectionIdleLifetime = 60,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // Nothing is set for longer than a transaction.
            Enlist = false,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
            Timezone = "UTC",
        };
        if (!parts.ContainsKey("GSS Encryption Mode"))
        {
            parts.GssEncryptionMode = GssEncryptionMode.Disable; // Else each connection begins by asking for it.
        }

        parts.Options = string.Join(' ', new[]
        {
            parts.Options ?? "",
            string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={(long)statementTimeout.TotalMilliseconds}"),
            "-c enable_bitmapscan=off", // Each statement has an index in its order; without statistics the planner would rather collect and sort.
            string.Create(CultureInfo.InvariantCulture, $"-c idle_in_transaction_session_timeout={IdleInTransactionMilliseconds}"),
        }).Trim();
        return parts.ConnectionString;
    }
}
