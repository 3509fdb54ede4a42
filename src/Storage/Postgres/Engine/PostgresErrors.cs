using System.Net.Sockets;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>What the errors of server and driver mean to a caller of the store.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Whether the connection is lost or was never made: the server may be away.</summary>
    public static bool IsConnectionLost(NpgsqlException exception) => exception switch
    {
        PostgresException answer => answer.SqlState is ['0', '8', ..] or ['5', '7', 'P', ..] || answer.SqlState == PostgresErrorCodes.TooManyConnections,
        _ => true,
    };

    /// <summary>Whether a connection that had worked turned out to be lost when it was used: another one may work.</summary>
    public static bool IsStaleConnection(Exception exception) => exception switch
    {
        PostgresException answer => answer.SqlState is ['5', '7', 'P', ..],
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    /// <summary>Whether the transaction was taken back because it met another one, so that it may be tried again.</summary>
    public static bool IsDeadlock(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether a row would break a unique index or a primary key.</summary>
    public static bool IsUniqueViolation(PostgresException exception) => exception.SqlState == PostgresErrorCodes.UniqueViolation;

    /// <summary>Whether a row would name a row that does not exist.</summary>
    public static bool IsForeignKeyViolation(PostgresException exception) => exception.SqlState == PostgresErrorCodes.ForeignKeyViolation;

    /// <summary>The error as a caller of the store sees it: an operating error, or a bug.</summary>
    public static Exception ToStoreError(Exception exception) => exception is PostgresException answer && !IsOperating(answer)
        ? new InvalidOperationException($"The store gave the database something that it refuses: {answer.MessageText} ({answer.SqlState})", exception)
        : new StoreUnavailableException($"The database cannot do this now: {Describe(exception)}", exception);

    /// <summary>One line for people; names no password.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        PostgresException answer => $"{answer.MessageText} ({answer.SqlState})",
        { InnerException: { } inner } when inner.Message.Length > 0 => $"{exception.Message}: {inner.Message}",
        _ => exception.Message,
    };

    /// <summary>Whether the server failed, is stopping, full, or will not let anybody in: not what a statement said, but what could be done about it.</summary>
    private static bool IsOperating(PostgresException exception) => exception.SqlState switch
    {
        ['0', '8', ..] => true, // Connection.
        ['2', '8', ..] => true, // Role or password: both were right at the start.
        ['4', '0', ..] => true, // The transaction was taken back: deadlock, serialization.
        ['5', '3', ..] => true, // Disk, memory or connections are used up.
        ['5', '7', ..] => true, // Shutdown, crash, cancelled by a timeout or an operator.
        ['5', '8', ..] => true, // The server's disk or operating system.
        ['X', 'X', ..] => true, // Damage, or a bug of the server.
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction
            or IdleInTransactionTimeout => true,
        _ => false,
    };
}
