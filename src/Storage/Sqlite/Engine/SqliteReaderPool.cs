using System.Collections.Concurrent;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>A few sessions for reading. Readers block neither one another nor the writer.</summary>
internal sealed class SqliteReaderPool(Func<SqliteSession> open, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(size);
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private bool _disposed;

    /// <summary>Runs <paramref name="read"/> on a snapshot of the database, on a thread of the pool and never on the caller's.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        // ForceYielding: reading blocks, and the caller may be a grain's turn.
        await _places.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        SqliteSession? session = null;
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            if (!_idle.TryPop(out session))
            {
                session = open();
            }

            var result = session.ReadInTransaction(read);
            _idle.Push(session);
            session = null;
            return result;
        }
        catch (SqliteErrorException exception)
        {
            throw exception.ToStoreError();
        }
        finally
        {
            // Still here = the read threw; a new session starts clean.
            session?.Dispose();
            _places.Release();
        }
    }

    /// <summary>Waits for the reads that run, then closes the sessions. Later reads are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        for (var place = 0; place < size; place++)
        {
            await _places.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryPop(out var session))
        {
            session.Dispose();
        }

        _places.Release(size);
    }
}
