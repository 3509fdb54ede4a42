using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Sqlite;

/// <summary>Log messages of the SQLite store, event ids 4000-4099.</summary>
internal static partial class SqliteStorageLog
{
    [LoggerMessage(4000, LogLevel.Information, "Opened {Path} at schema version {SchemaVersion}")]
    public static partial void Opened(ILogger logger, string path, int schemaVersion);

    [LoggerMessage(4001, LogLevel.Information, "Closed {Path}")]
    public static partial void Closed(ILogger logger, string path);

    [LoggerMessage(4002, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void MigrationApplied(ILogger logger, string migration);

    [LoggerMessage(4003, LogLevel.Error, "A transaction of {Requests} writes failed; their callers were told that the outcome is unknown")]
    public static partial void TransactionFailed(ILogger logger, int requests, Exception exception);

    [LoggerMessage(4004, LogLevel.Information, "The check of {Path} stopped at its time limit and found no damage so far")]
    public static partial void CheckStopped(ILogger logger, string path);
}
