using Berlin.Storage.Postgres.Engine;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres;

/// <summary>
/// Clears away the rows of streams that are deleted. Nothing can reach them from the deletion on; to delete a million of them at
/// once would be one long transaction. So they go a few at a time.
/// </summary>
/// <remarks>
/// What is left to clear is a row of table <c>stream_waste</c>. Any silo may clear it: each step locks the row of the stream that it
/// clears and passes over those that another silo has locked. Where a silo dies over it, the next deletion or start of any goes on.
/// </remarks>
internal sealed class PostgresStreamWaste(PostgresDatabase database, ILogger logger) : IAsyncDisposable
{
    /// <summary>Rows of one step: milliseconds.</summary>
    private const int RowsPerStep = 500;

    private const string InsertOne = "INSERT INTO stream_waste (stream_id) VALUES ($1)";

    private const string LockFirst = "SELECT stream_id FROM stream_waste ORDER BY stream_id LIMIT 1 FOR UPDATE SKIP LOCKED";

    private const string DeleteRows = """
        DELETE FROM observation WHERE stream_id = $1 AND sequence <= (
            SELECT max(sequence) FROM (SELECT sequence FROM observation WHERE stream_id = $1 ORDER BY sequence LIMIT $2) AS first)
        """;

    private const string DeleteEntityStates = """
        DELETE FROM entity_state WHERE stream_id = $1 AND entity IN (SELECT entity FROM entity_state WHERE stream_id = $1 ORDER BY entity LIMIT $2)
        """;

    private const string DeleteOne = "DELETE FROM stream_waste WHERE stream_id = $1";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();

    /// <summary>Completes when what was waste at the last <see cref="Clear"/> is gone, is being cleared by another silo, or cannot be cleared now.</summary>
    public Task Clearing { get; private set; } = Task.CompletedTask;

    /// <summary>Inside the transaction that deletes a stream: its rows are waste from now on.</summary>
    public static Task AddAsync(PostgresSession session, long streamId) => session.Query(InsertOne).Bind(streamId).ExecuteAsync();

    /// <summary>Begins to clear what is there, and does not wait for it.</summary>
    public void Clear()
    {
        lock (_starting)
        {
            if (!_stopping.IsCancellationRequested)
            {
                Clearing = ClearAsync(after: Clearing, _stopping.Token);
            }
        }
    }

    /// <summary>Stops after the step that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            _stopping.Cancel();
        }

        await Clearing.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ClearAsync(Task after, CancellationToken stopped)
    {
        await after.ConfigureAwait(false);
        try
        {
            while (await database.WriteAsync(StepAsync, stopped).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // What is left stays waste.
        }
        catch (StoreUnavailableException exception)
        {
            PostgresStorageLog.ClearingStopped(logger, exception);
        }
    }

    /// <summary>Deletes some rows; false where there was no waste that nobody else clears.</summary>
    private static async Task<bool> StepAsync(PostgresSession session)
    {
        if (await session.Query(LockFirst).FirstAsync(row => (long?)row.Int64(0)).ConfigureAwait(false) is not { } streamId)
        {
            return false;
        }

        var deleted = await session.Query(DeleteRows).Bind(streamId).Bind(RowsPerStep).ExecuteAsync().ConfigureAwait(false)
            + await session.Query(DeleteEntityStates).Bind(streamId).Bind(RowsPerStep).ExecuteAsync().ConfigureAwait(false);
        if (deleted == 0)
        {
            await session.Query(DeleteOne).Bind(streamId).ExecuteAsync().ConfigureAwait(false);
        }

        return true;
    }
}
