using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Sqlite;

/// <summary>
/// Clears away the rows of streams that are deleted. Nothing can reach them from the deletion on; to delete a million of them
/// at once would hold the writer, and everybody with it, for seconds. So they go a few at a time between other writes.
/// </summary>
/// <remarks>What is left to clear is a row of table <c>stream_waste</c>, so that the next start goes on where a crash ended it.</remarks>
internal sealed class SqliteStreamWaste : IAsyncDisposable
{
    /// <summary>Rows of one step: milliseconds.</summary>
    private const int RowsPerStep = 500;

    private const string InsertOne = "INSERT INTO stream_waste (stream_id) VALUES (?1)";

    private const string SelectFirst = "SELECT stream_id FROM stream_waste ORDER BY stream_id LIMIT 1";

    private const string DeleteRows = """
        DELETE FROM observation WHERE stream_id = ?1 AND sequence <= coalesce(
            (SELECT sequence FROM observation WHERE stream_id = ?1 ORDER BY sequence LIMIT 1 OFFSET ?2 - 1),
            9223372036854775807)
        """;

    private const string DeleteEntityStates = """
        DELETE FROM entity_state WHERE rowid IN (SELECT rowid FROM entity_state WHERE stream_id = ?1 LIMIT ?2)
        """;

    private const string DeleteOne = "DELETE FROM stream_waste WHERE stream_id = ?1";

    private readonly SqliteDatabase _database;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped; // Outlives its source: a deletion may commit while the storage closes.
    private readonly Lock _starting = new();

    public SqliteStreamWaste(SqliteDatabase database)
    {
        _database = database;
        _stopped = _stopping.Token;
    }

    /// <summary>Completes when what was waste at the last <see cref="Clear"/> is gone, or cannot be cleared now.</summary>
    public Task Clearing { get; private set; } = Task.CompletedTask;

    /// <summary>Inside the transaction that deletes a stream: its rows are waste from now on.</summary>
    public static void Add(SqliteSession session, long streamId)
    {
        using var query = session.Query(InsertOne);
        query.Bind(1, streamId);
        query.Execute();
    }

    /// <summary>Begins to clear what is there, and does not wait for it.</summary>
    public void Clear()
    {
        lock (_starting)
        {
            Clearing = ClearAsync(after: Clearing);
        }
    }

    /// <summary>Stops after the step that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Clearing.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ClearAsync(Task after)
    {
        await after.ConfigureAwait(false);
        try
        {
            while (await _database.WriteAsync(Step, _stopped, rowCount: RowsPerStep).ConfigureAwait(false))
            {
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            // What is left stays waste: the next deletion or the next start goes on. The writer has logged a failure.
        }
    }

    /// <summary>Deletes some rows; false where there was no waste.</summary>
    private static bool Step(SqliteSession session)
    {
        if (First(session) is not { } streamId)
        {
            return false;
        }

        if (Delete(session, DeleteRows, streamId) + Delete(session, DeleteEntityStates, streamId) == 0)
        {
            using var query = session.Query(DeleteOne);
            query.Bind(1, streamId);
            query.Execute();
        }

        return true;
    }

    private static long? First(SqliteSession session)
    {
        using var query = session.Query(SelectFirst);
        return query.Step() ? query.Int64(0) : null;
    }

    private static int Delete(SqliteSession session, string sql, long streamId)
    {
        using var query = session.Query(sql);
        query.Bind(1, streamId);
        query.Bind(2, RowsPerStep);
        return query.ExecuteCounting();
    }
}
