using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>A pool of connections that is entered before one is asked for, so that the wait for one has a bound.</summary>
internal sealed class BoundedDataSource(NpgsqlDataSource source, int size) : IAsyncDisposable
{
    /// <summary>How long closing waits for the calls that run. One that hangs longer (see <see cref="PostgresDatabase"/>) keeps its connection until it ends.</summary>
    private static readonly TimeSpan MaxDrain = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(size, size);

    /// <summary>Connections that there are at most.</summary>
    public int Size => size;

    /// <summary>Waits for a connection to be free; <see cref="Leave"/> gives it back. False where none came free in time.</summary>
    public Task<bool> TryEnterAsync(TimeSpan maxWait, CancellationToken cancellationToken) => _free.WaitAsync(maxWait, cancellationToken);

    /// <summary>A connection, after <see cref="TryEnterAsync"/>: there is always one, or room for one.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync() => source.OpenConnectionAsync(CancellationToken.None);

    /// <summary>After the connection was disposed of.</summary>
    public void Leave() => _free.Release();

    /// <summary>Waits for the calls that run, and closes all connections.</summary>
    public async Task DrainAsync()
    {
        for (var index = 0; index < size && await _free.WaitAsync(MaxDrain, CancellationToken.None).ConfigureAwait(false); index++)
        {
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connections that are free, and each other one when it comes free.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
