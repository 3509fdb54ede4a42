using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>Asks the server for an answer, on a connection that nothing else uses. One question at a time.</summary>
internal sealed class PostgresProbe(PostgresConnectionStrings strings) : IAsyncDisposable
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private NpgsqlConnection? _connection;

    /// <summary>Sockets know no other clock than this one, whatever clock the rows have.</summary>
    public static TimeProvider Clock => TimeProvider.System;

    /// <summary>Asks, and connects where there is no connection that works.</summary>
    /// <returns>Null where the server answered in time and may be used; else why not.</returns>
    public async Task<ProbeFault?> AskAsync(TimeSpan bound)
    {
        var asking = AskAsync(Interlocked.Exchange(ref _connection, null));
        if (!await EndsWithinAsync(asking, bound).ConfigureAwait(false))
        {
            _ = AbandonAsync(asking);
            return new ProbeFault(string.Create(CultureInfo.InvariantCulture, $"no answer within {bound.TotalMilliseconds} ms."), IsSilence: true);
        }

        try
        {
            _connection = await asking.ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException or DatabaseRefusedException)
        {
            return new ProbeFault(PostgresErrors.Describe(exception), IsSilence: exception.InnerException is TimeoutException);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Waits in small steps: a process that was paused itself, or got no processor, finds one step over when it wakes, and reads what has come in the next ones.</summary>
    private static async Task<bool> EndsWithinAsync(Task asking, TimeSpan bound)
    {
        for (var waited = TimeSpan.Zero; waited < bound && !asking.IsCompleted; waited += Step)
        {
            await asking.WaitAsync(Step, Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return asking.IsCompleted;
    }

    private async Task<NpgsqlConnection> AskAsync(NpgsqlConnection? connection)
    {
        if (connection is not null)
        {
            try
            {
                await new PostgresQuery(connection, "SELECT 1").ExecuteAsync().ConfigureAwait(false);
                return connection;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
            {
                await connection.DisposeAsync().ConfigureAwait(false); // The connection may be lost and the server be there.
            }
        }

        return await ConnectAsync().ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(strings.OfOne(StatementTimeout));
        var isGood = false;
        try
        {
            await connection.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await PostgresServerCheck.RunAsync(connection).ConfigureAwait(false);
            isGood = true;
            return connection;
        }
        finally
        {
            if (!isGood)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // A question that hangs ends when the server goes on or the network gives up; nobody waits for it.
    private static async Task AbandonAsync(Task<NpgsqlConnection> asking)
    {
        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asking.IsCompletedSuccessfully)
        {
            await (await asking.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }
}
