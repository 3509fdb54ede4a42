using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>The open <c>berlin.db</c> of a data folder: one writer, a few readers. Thread-safe.</summary>
/// <remarks>While it is open, no other code of the process may open the file: closing any handle of it drops SQLite's locks.</remarks>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>Name of the database file.</summary>
    public const string FileName = "berlin.db";

    /// <summary>How long the check of the file may take at start; a large file is checked in part.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// FULL = every commit is flushed. Checkpoints at 16 MiB instead of 4 MiB: the random pages of the id index are
    /// written back once for several commits; what is left of the WAL after a burst is cut to 64 MiB. Only a tool
    /// beside Berlin can hold a lock, hence the short patience. fullfsync matters on macOS only. secure_delete: what a
    /// removal takes is overwritten, not only unlinked; nothing on the way of an append deletes.
    /// </summary>
    private const string WriterSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA fullfsync = ON;
        PRAGMA checkpoint_fullfsync = ON;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA busy_timeout = 2000;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -32768;
        PRAGMA temp_store = MEMORY;
        PRAGMA cell_size_check = ON;
        PRAGMA trusted_schema = OFF;
        """;

    private const string ReaderSettings = """
        PRAGMA query_only = ON;
        PRAGMA busy_timeout = 2000;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        """;

    /// <summary>Reading is a matter of microseconds to a few milliseconds, so that few are enough for many streams.</summary>
    private const int Readers = 4;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaderPool _readers;

    private SqliteDatabase(string path, SqliteSession session, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _readers = new SqliteReaderPool(() => OpenSession(path, ReaderSettings), Readers);
        _writer = new SqliteWriter(session, () => OpenSession(path, WriterSettings), logger);
    }

    /// <summary>Opens the database, creates it where it is missing, checks it and brings it to the newest schema.</summary>
    /// <exception cref="DataFolderException">It is damaged, cannot be written, or is not of this program.</exception>
    public static SqliteDatabase Open(string folder, IReadOnlyList<SchemaMigration> migrations, TimeProvider time, ILogger logger)
    {
        var path = Path.Combine(folder, FileName);
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.Open(path, create: true);
            Prepare(session, path, time, logger);
            var version = new SqliteMigrator(migrations, time, logger).Run(session);
            DirectoryFlush.Flush(folder);
            SqliteStorageLog.Opened(logger, path, version);
            var database = new SqliteDatabase(path, session, logger);
            session = null;
            return database;
        }
        catch (SqliteErrorException exception)
        {
            throw new DataFolderException(Describe(path, exception), exception);
        }
        catch (IOException exception)
        {
            throw new DataFolderException($"The data folder '{folder}' cannot be flushed to disk: {exception.Message}", exception);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(
        Func<SqliteSession, T> work,
        CancellationToken cancellationToken,
        StreamKey? stream = null,
        int rowCount = 1,
        Action? committed = null) =>
        _writer.WriteAsync(stream, rowCount, work, committed, cancellationToken);

    /// <inheritdoc cref="SqliteReaderPool.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(read, cancellationToken);

    /// <summary>Finishes the writes that wait and the reads that run, then closes the file and folds its WAL into it.</summary>
    public async ValueTask DisposeAsync()
    {
        // The writer goes last: the session that closes last folds the WAL, and it must be one that may write.
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        SqliteStorageLog.Closed(_logger, _path);
    }

    private static SqliteSession OpenSession(string path, string settings)
    {
        var session = SqliteSession.Open(path, create: false);
        try
        {
            session.ExecuteScript(settings);
            return session;
        }
        catch (SqliteErrorException)
        {
            session.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteSession session, string path, TimeProvider time, ILogger logger)
    {
        if (session.IsReadOnly)
        {
            throw new DataFolderException($"The database file '{path}' cannot be written. Give the account that runs Berlin the right to write it.");
        }

        session.ExecuteScript(WriterSettings);
        var mode = session.QueryText("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new DataFolderException($"The file system of '{path}' does not support SQLite's WAL mode (it stays in '{mode}'). Put the data folder on a local disk.");
        }

        Check(session, path, time, logger);
    }

    private static void Check(SqliteSession session, string path, TimeProvider time, ILogger logger)
    {
        var start = time.GetTimestamp();
        session.InterruptWhen(() => time.GetElapsedTime(start) > CheckLimit);
        try
        {
            var finding = session.QueryText("PRAGMA quick_check(1)");
            if (finding != "ok")
            {
                throw new DataFolderException($"The database file '{path}' is damaged ({finding}). Restore it from a backup.");
            }
        }
        catch (SqliteErrorException exception) when (exception.IsInterrupted)
        {
            SqliteStorageLog.CheckStopped(logger, path);
        }
        finally
        {
            session.InterruptWhen(null);
        }
    }

    private static string Describe(string path, SqliteErrorException exception) => exception switch
    {
        { IsDamage: true } => $"The file '{path}' is damaged, or is not a database ({exception.Message}). Restore it from a backup.",
        { IsFull: true } => $"The disk of '{path}' is full ({exception.Message}). Make room on it.",
        _ => $"The database file '{path}' cannot be opened for writing ({exception.Message}).",
    };
}
