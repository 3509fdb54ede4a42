using System.Globalization;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>A pool of connections that bounds also the wait for one.</summary>
internal sealed class BoundedDataSource(NpgsqlDataSource source, int size) : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>How long closing waits for the calls that run. One that hangs longer (see <see cref="PostgresDatabase"/>) keeps its connection until it ends.</summary>
    private static readonly TimeSpan MaxDrain = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(size, size);

    /// <summary>Waits for a connection to be free, a second at most; <see cref="Leave"/> gives it back.</summary>
    /// <exception cref="StoreUnavailableException">None came free.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(MaxWait, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(string.Create(CultureInfo.InvariantCulture, $"All {size} connections to the database were busy for {MaxWait.TotalSeconds} s."));
        }
    }

    /// <summary>A connection, after <see cref="EnterAsync"/>: there is always one, or room for one.</summary>
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
