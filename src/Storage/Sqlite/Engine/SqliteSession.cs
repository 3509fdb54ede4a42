using SQLitePCL;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>One connection with its prepared statements. One thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(StringComparer.Ordinal);

    private SqliteSession(sqlite3 connection) => _connection = connection;

    /// <summary>Whether the file could be opened for reading only.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_connection, "main") == 1;

    /// <summary>Whether no transaction is open; SQLite ends one by itself after some errors.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_connection) != 0;

    /// <summary>Opens the file, and creates it where it is missing and <paramref name="create"/> says so.</summary>
    /// <exception cref="SqliteErrorException">It cannot be opened.</exception>
    public static SqliteSession Open(string path, bool create)
    {
        Batteries_V2.Init();

        // NOMUTEX: a session is never used by two threads at once, so SQLite need not guard it.
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var connection, flags, null);
        if (code != raw.SQLITE_OK)
        {
            using (connection)
            {
                throw SqliteErrorException.OfCode(code);
            }
        }

        _ = raw.sqlite3_extended_result_codes(connection, 1);
        return new SqliteSession(connection);
    }

    /// <summary>A prepared statement; prepared once per session. The texts are few and constant.</summary>
    public SqliteQuery Query(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            var code = raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
            if (code != raw.SQLITE_OK)
            {
                throw SqliteErrorException.Of(_connection, code);
            }

            _statements.Add(sql, statement);
        }

        return new SqliteQuery(_connection, statement);
    }

    /// <summary>Runs a statement that has no parameters.</summary>
    public void Execute(string sql)
    {
        using var query = Query(sql);
        query.Execute();
    }

    /// <summary>Runs a script of several statements.</summary>
    public void ExecuteScript(string script)
    {
        var code = raw.sqlite3_exec(_connection, script);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteErrorException.Of(_connection, code);
        }
    }

    /// <summary>First column of the first row of a statement that has no parameters.</summary>
    public string QueryText(string sql)
    {
        using var query = Query(sql);
        return query.Step() ? query.Text(0) : "";
    }

    /// <summary>Reads in one snapshot of the database.</summary>
    public T ReadInTransaction<T>(Func<SqliteSession, T> read)
    {
        Execute("BEGIN");
        var result = read(this);
        Execute("COMMIT");
        return result;
    }

    /// <summary>Asks <paramref name="giveUp"/> every thousand steps of a statement; true ends it as interrupted. Null asks no more.</summary>
    public void InterruptWhen(Func<bool>? giveUp) =>
        raw.sqlite3_progress_handler(_connection, giveUp is null ? 0 : 1_000, giveUp is null ? null : _ => giveUp() ? 1 : 0, null);

    /// <summary>Ends an open transaction. False where SQLite cannot even do that; then the session is of no more use.</summary>
    public bool TryRollback()
    {
        if (!IsIdle)
        {
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
        }

        return IsIdle;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }
}
