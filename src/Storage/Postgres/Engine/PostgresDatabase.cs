using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>The database as the stores see it: calls on pooled connections that end, in one way or the other, soon after the server is away. Thread-safe.</summary>
/// <remarks>
/// The driver is given no timeouts and no tokens of callers: to cancel a statement it makes a further connection, and waits for it on
/// a thread of the pool, which a paused server never answers. In place of that a call that lasts asks whether the server answers
/// anything at all (<see cref="PostgresAvailability"/>); where it does not, the caller is let go, and what hangs keeps its
/// connection, of pools that nobody uses any more, until the server or the network ends it. What a server does that works, its
/// own <c>statement_timeout</c> bounds.
/// </remarks>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>From here on a call counts as slow and has the server asked.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a call waits for a connection while the server answers: longer waits would only be longer queues.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private const int MaxAttempts = 3;

    private readonly PostgresAvailability _availability;
    private readonly Func<PostgresPools> _makePools;
    private readonly ILogger _logger;
    private volatile PostgresPools _pools;
    private volatile bool _disposed;

    private PostgresDatabase(PostgresStorageOptions options, PostgresConnectionStrings strings, ILogger logger)
    {
        _makePools = () => new PostgresPools(strings, options.MaxConnections);
        _pools = _makePools();
        _availability = new PostgresAvailability(new PostgresProbe(strings), RenewPools, logger);
        _logger = logger;
    }

    /// <summary>Brings the schema up to date and checks the server.</summary>
    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    /// <exception cref="DatabaseRefusedException">It must not be used as it is.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        PostgresStorageOptions options, string owner, IReadOnlyList<SchemaMigration> migrations, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var strings = new PostgresConnectionStrings(options, owner);
        await new PostgresStart(strings, migrations, time, logger).RunAsync(owner, cancellationToken).ConfigureAwait(false);
        var database = new PostgresDatabase(options, strings, logger);
        try
        {
            await database._availability.ConnectAsync().ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads; each statement sees what is committed when it begins. Repeated once where the connection turns out to be lost and the server is there.</summary>
    /// <param name="read">What runs. It may run twice.</param>
    /// <param name="cancellationToken">Heeded until it runs.</param>
    public async Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(PostgresPool.Ordinary, read, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is { } inner && PostgresErrors.IsStaleConnection(inner))
        {
            return await CallAsync(PostgresPool.Ordinary, read, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs one transaction (READ COMMITTED) that commits when <paramref name="write"/> returns and is taken back when it throws. What it throws reaches the caller.</summary>
    /// <param name="write">What runs inside. Where it meets a deadlock, the transaction is taken back and it runs again, at most three times.</param>
    /// <param name="cancellationToken">Heeded until it runs: a write that was cancelled has stored nothing.</param>
    /// <param name="pool">Whose connections.</param>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> write, CancellationToken cancellationToken, PostgresPool pool = PostgresPool.Ordinary) =>
        CallAsync(pool, session => TransactAsync(session, write), cancellationToken);

    /// <summary>Runs on a connection without a transaction around it: one statement is one transaction.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public Task<T> RunAsync<T>(Func<PostgresSession, Task<T>> run, CancellationToken cancellationToken, PostgresPool pool = PostgresPool.Ordinary) =>
        CallAsync(pool, run, cancellationToken);

    /// <summary>Waits for the calls that run, some seconds at most, and closes all connections. Later calls are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _pools.DrainAsync().ConfigureAwait(false);
        await _availability.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(PostgresPool pool, Func<PostgresSession, Task<T>> body, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _availability.ThrowIfAway();
        var source = _pools[pool];
        await EnterAsync(source, cancellationToken).ConfigureAwait(false);
        var call = CallAsync(source, body);
        while (true)
        {
            await ((Task)call).WaitAsync(Slow, PostgresProbe.Clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (call.IsCompleted)
            {
                return await call.ConfigureAwait(false);
            }

            if (!await _availability.AnswersAsync().ConfigureAwait(false) && !call.IsCompleted)
            {
                _ = call.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw new StoreUnavailableException("The database stopped answering; whether it did what it was asked for is not known.");
            }
        }
    }

    private async Task EnterAsync(BoundedDataSource source, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < MaxWait; waited += Slow)
        {
            if (await source.TryEnterAsync(Slow, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            if (!await _availability.AnswersAsync().ConfigureAwait(false))
            {
                _availability.ThrowIfAway();
            }
        }

        throw new StoreUnavailableException(string.Create(CultureInfo.InvariantCulture, $"All {source.Size} connections to the database were busy for {MaxWait.TotalSeconds} s."));
    }

    private async Task<T> CallAsync<T>(BoundedDataSource source, Func<PostgresSession, Task<T>> body)
    {
        try
        {
            await using var connection = await OpenAsync(source).ConfigureAwait(false);
            var result = await body(new PostgresSession(connection)).ConfigureAwait(false);
            _availability.NoteAnswer();
            return result;
        }
        catch (NpgsqlException exception)
        {
            if (PostgresErrors.IsConnectionLost(exception))
            {
                _availability.Suspect();
            }

            throw PostgresErrors.ToStoreError(exception);
        }
        finally
        {
            source.Leave();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(BoundedDataSource source)
    {
        try
        {
            return await source.OpenAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException or DatabaseRefusedException)
        {
            _availability.Suspect();
            throw new StoreUnavailableException($"No connection to the database could be made: {PostgresErrors.Describe(exception)}", exception);
        }
    }

    private async Task<T> TransactAsync<T>(PostgresSession session, Func<PostgresSession, Task<T>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await session.Connection.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
                var result = await write(session).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return result;
            }
            catch (PostgresException exception) when (PostgresErrors.IsDeadlock(exception) && attempt < MaxAttempts)
            {
                PostgresStorageLog.Deadlock(_logger, exception);
            }
        }
    }

    private void RenewPools()
    {
        var old = _pools;
        _pools = _makePools();
        _ = old.CloseAsync();
    }
}
