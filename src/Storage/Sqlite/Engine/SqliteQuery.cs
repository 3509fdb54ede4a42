using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>One use of a prepared statement. Dispose gives the statement back to its session; it does not outlive the session's turn.</summary>
/// <remarks>Parameters count from 1, columns from 0, as in SQLite. Values are copied when they are bound.</remarks>
internal readonly ref struct SqliteQuery(sqlite3 connection, sqlite3_stmt statement)
{
    // Refuses unpaired surrogates: replaced by U+FFFD, two different texts would become one.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _connection = connection;
    private readonly sqlite3_stmt _statement = statement;

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    public void Bind(int parameter, long? value)
    {
        if (value is { } number)
        {
            Bind(parameter, number);
            return;
        }

        Check(raw.sqlite3_bind_null(_statement, parameter));
    }

    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_statement, parameter, value));

    /// <exception cref="ArgumentException">The text holds an unpaired surrogate.</exception>
    public void Bind(int parameter, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, parameter));
            return;
        }

        const int OnStackBytes = 1_024; // Ids, targets and names; only definitions are longer.
        var size = StrictUtf8.GetMaxByteCount(value.Length);
        var rented = size > OnStackBytes ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented is null ? stackalloc byte[OnStackBytes] : rented.AsSpan();
        try
        {
            var length = StrictUtf8.GetBytes(value, buffer);
            Check(raw.sqlite3_bind_text(_statement, parameter, buffer[..length]));
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw SqliteErrorException.Of(_connection, code),
        };
    }

    /// <summary>Runs a statement to its end and makes it ready to run again with the same values.</summary>
    public void Execute()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Runs an INSERT, UPDATE or DELETE to its end and tells how many rows it changed.</summary>
    public int ExecuteCounting()
    {
        Execute();
        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Makes the statement ready to run again; bound values stay.</summary>
    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A text with all its characters: read by length, not up to the first NUL.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose()
    {
        // Both report the outcome of the last step, which its caller has seen.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteErrorException.Of(_connection, code);
        }
    }
}
