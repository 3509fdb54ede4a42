using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>Log messages of the PostgreSQL store, event ids 4100-4149.</summary>
internal static partial class PostgresStorageLog
{
    [LoggerMessage(4100, LogLevel.Information, "Opened database {Database} on {Host} (PostgreSQL {ServerVersion}) at schema version {SchemaVersion} as '{Owner}'")]
    public static partial void Opened(ILogger logger, string? database, string? host, string serverVersion, int schemaVersion, string owner);

    [LoggerMessage(4101, LogLevel.Information, "Closed database {Database}")]
    public static partial void Closed(ILogger logger, string? database);

    [LoggerMessage(4102, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void MigrationApplied(ILogger logger, string migration);

    [LoggerMessage(4103, LogLevel.Error, "PostgreSQL is away: {Reason} Until it answers, every call that needs it is refused at once")]
    public static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(4104, LogLevel.Information, "PostgreSQL answers again after {Seconds:0.0} s; the last that was heard: {Fault}")]
    public static partial void Returned(ILogger logger, double seconds, string fault);

    [LoggerMessage(4105, LogLevel.Warning, "The clock of this machine differs by {Seconds:0.0} s from the clock of PostgreSQL; nothing is decided by it, but times in rows are off")]
    public static partial void ClockDiffers(ILogger logger, double seconds);

    [LoggerMessage(4106, LogLevel.Warning, "synchronous_commit is 'local' although synchronous_standby_names is set: what is acknowledged can be lost when a standby is promoted")]
    public static partial void StandbysAreNotWaitedFor(ILogger logger);

    [LoggerMessage(4107, LogLevel.Warning, "Transactions met in a deadlock; the one of this process is tried again")]
    public static partial void Deadlock(ILogger logger, Exception exception);

    [LoggerMessage(4108, LogLevel.Warning, "Clearing the rows of deleted streams stopped; the next deletion, or the next start of a silo, goes on")]
    public static partial void ClearingStopped(ILogger logger, Exception exception);
}
