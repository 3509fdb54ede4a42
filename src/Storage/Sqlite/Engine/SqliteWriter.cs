using System.Collections.Concurrent;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>
/// The only writer of the database. What waits when a transaction begins shares it (group commit): while one commit
/// flushes, the next batch gathers, so batches grow with the load and a lone write waits for nothing.
/// </summary>
/// <remarks>Requests that share a transaction run in a savepoint each: one that throws takes back its own changes only.</remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Requests that may wait; more wait outside, without blocking a thread.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>Requests and rows of one transaction: bounds how long its first request waits for the last one.</summary>
    private const int MaxRequestsPerTransaction = 256;
    private const int MaxRowsPerTransaction = 10_000;

    private readonly Func<SqliteSession> _open;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _places = new(MaxWaiting);
    private readonly BlockingCollection<WriteRequest> _waiting = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;

    /// <summary>Starts the writer's thread.</summary>
    /// <param name="session">Session to write with; the writer owns it.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="logger">Told of failed transactions.</param>
    public SqliteWriter(SqliteSession session, Func<SqliteSession> open, ILogger logger)
    {
        _session = session;
        _open = open;
        _logger = logger;

        // A thread of its own, not one of the pool: it blocks in fsync most of the time.
        new Thread(Run) { Name = "berlin-sqlite-writer", IsBackground = true }.Start();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction; returns when it is on disk.</summary>
    /// <param name="stream">Stream that it concerns, if one.</param>
    /// <param name="rowCount">Rows that it inserts.</param>
    /// <param name="work">The work; what it throws takes back its changes and reaches the caller.</param>
    /// <param name="committed">Runs after the commit, before the caller knows.</param>
    /// <param name="cancellationToken">Heeded until the writer takes the request: cancelled means that nothing is stored.</param>
    /// <exception cref="StoreUnavailableException">The transaction failed; its outcome is unknown.</exception>
    public async Task<T> WriteAsync<T>(StreamKey? stream, int rowCount, Func<SqliteSession, T> work, Action? committed, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        var request = new WriteRequest<T>(work, committed) { Stream = stream, RowCount = rowCount };
        Enqueue(request);
        using (cancellationToken.UnsafeRegister(static (state, token) => ((WriteRequest<T>)state!).Cancel(token), request))
        {
            return await request.Outcome.ConfigureAwait(false);
        }
    }

    /// <summary>Finishes what waits, then stops. Later writes are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _stopped.Task.ConfigureAwait(false);
        _session?.Dispose();
        _session = null;
    }

    private void Enqueue(WriteRequest request)
    {
        try
        {
            _waiting.Add(request, CancellationToken.None);
        }
        catch (InvalidOperationException) when (_waiting.IsAddingCompleted)
        {
            _places.Release();
            throw new ObjectDisposedException(nameof(SqliteWriter));
        }
    }

    private void Run()
    {
        var batch = new List<WriteRequest>(MaxRequestsPerTransaction);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            Gather(first, batch);
            if (batch.Count > 0)
            {
                Commit(batch);
            }

            batch.Clear();
        }

        _stopped.SetResult();
    }

    private void Gather(WriteRequest first, List<WriteRequest> batch)
    {
        var rows = 0;
        WriteRequest? next = first;
        do
        {
            _places.Release();
            if (next.TryTake())
            {
                batch.Add(next);
                rows += next.RowCount;
            }
        }
        while (batch.Count < MaxRequestsPerTransaction && rows < MaxRowsPerTransaction && _waiting.TryTake(out next));

        // Stable, so that the writes of one stream stay in the order in which they came.
        if (batch.Count > 1)
        {
            var ordered = batch.OrderBy(request => request.Stream, StreamKeyOrder.Instance).ToArray();
            batch.Clear();
            batch.AddRange(ordered);
        }
    }

    private void Commit(List<WriteRequest> batch)
    {
        try
        {
            var session = _session ??= _open();
            session.Execute("BEGIN IMMEDIATE");
            if (batch is [var lone])
            {
                ExecuteAlone(session, lone);
            }
            else
            {
                ExecuteTogether(session, batch);
            }
        }
        catch (SqliteErrorException exception)
        {
            TakeBack(exception, batch.Count);
            batch.ForEach(request => request.Fail(exception.ToUnavailable()));
            return;
        }

        batch.ForEach(request => request.Answer());
    }

    // Without a savepoint, which would copy every page that the request changes.
    private static void ExecuteAlone(SqliteSession session, WriteRequest request)
    {
        Execute(session, request);
        session.Execute(request.Error is null ? "COMMIT" : "ROLLBACK");
    }

    private static void ExecuteTogether(SqliteSession session, List<WriteRequest> batch)
    {
        foreach (var request in batch)
        {
            session.Execute("SAVEPOINT request");
            Execute(session, request);
            if (request.Error is not null)
            {
                session.Execute("ROLLBACK TO request");
            }

            session.Execute("RELEASE request");
        }

        session.Execute("COMMIT");
    }

    private static void Execute(SqliteSession session, WriteRequest request)
    {
        request.Execute(session);
        if (request.Error is SqliteErrorException { IsOperating: true } failure)
        {
            throw failure;
        }
    }

    private void TakeBack(SqliteErrorException exception, int requests)
    {
        SqliteStorageLog.TransactionFailed(_logger, requests, exception);

        // After a full disk the session goes on; after other failures a new one starts from what the disk holds.
        if (_session is { } session && (!session.TryRollback() || !exception.IsFull))
        {
            session.Dispose();
            _session = null;
        }
    }
}
