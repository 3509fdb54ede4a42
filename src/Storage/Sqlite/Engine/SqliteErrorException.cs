using SQLitePCL;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>What SQLite answered in place of a result.</summary>
internal sealed class SqliteErrorException : Exception
{
    private readonly int _code;

    private SqliteErrorException(int code, string text)
        : base($"SQLite error {code}: {text}") => _code = code;

    /// <summary>Whether a row would break a unique index or a primary key.</summary>
    public bool IsUniqueViolation => _code is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY;

    /// <summary>Whether a row would name a row that does not exist.</summary>
    public bool IsForeignKeyViolation => _code is raw.SQLITE_CONSTRAINT_FOREIGNKEY;

    /// <summary>Whether the disk, or the bound on the file's size, is full.</summary>
    public bool IsFull => PrimaryCode == raw.SQLITE_FULL;

    /// <summary>Whether a progress handler ended the statement.</summary>
    public bool IsInterrupted => PrimaryCode == raw.SQLITE_INTERRUPT;

    /// <summary>Whether the file is damaged, or not a database at all.</summary>
    public bool IsDamage => PrimaryCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether the machine failed, not the statement: the transaction around it cannot be trusted any more.</summary>
    public bool IsOperating => IsFull || IsInterrupted || IsDamage || PrimaryCode is raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED
        or raw.SQLITE_NOMEM or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_NOLFS;

    private int PrimaryCode => _code & 0xff;

    /// <summary>The last error of a connection, for the code that a call returned.</summary>
    public static SqliteErrorException Of(sqlite3 connection, int code)
    {
        var extended = raw.sqlite3_extended_errcode(connection);
        return new SqliteErrorException((extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(connection).utf8_to_string());
    }

    /// <summary>The error of a call that left no connection to ask.</summary>
    public static SqliteErrorException OfCode(int code) => new(code, raw.sqlite3_errstr(code).utf8_to_string());

    /// <summary>The error as a caller of the store sees it: an operating error, or a bug.</summary>
    public Exception ToStoreError() => IsOperating
        ? ToUnavailable()
        : new InvalidOperationException($"The store gave the database something that it refuses: {Message}", this);

    /// <summary>The error of a transaction whose outcome is unknown.</summary>
    public StoreUnavailableException ToUnavailable() => new($"The database cannot do this now: {Message}", this);
}
