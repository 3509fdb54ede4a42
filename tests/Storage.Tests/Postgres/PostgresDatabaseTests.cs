using System.Diagnostics;
using Berlin.Storage.Postgres;
using Berlin.Storage.Postgres.Engine;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>What calls wait for while the server is there, and what they do not wait for.</summary>
public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private const int Connections = 4;

    private readonly TemporaryFolder _folder = new();
    private string _connectionString = "";
    private PostgresStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresDatabase Database => _storage.Database;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await PostgresForTests.CreateMigratedDatabaseAsync();
        _storage = await PostgresForTests.OpenAsync(new PostgresStorageOptions
        {
            ConnectionString = _connectionString, DataFolder = _folder.Path, MaxConnections = Connections, StatementTimeout = TimeSpan.FromSeconds(3),
        });
        await _storage.Clearing;
    }

    public async ValueTask DisposeAsync()
    {
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
            await PostgresForTests.DropDatabaseAsync(_connectionString);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Call_AllConnectionsBusy_FailsInTheEndAndSaysSo()
    {
        var held = new TaskCompletionSource();
        var holders = Enumerable.Range(0, Connections).Select(_ => HoldAsync(held.Task)).ToList();
        var watch = Stopwatch.StartNew();

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => _storage.NodeGenerations.NextAsync(Cancel));

        Assert.Contains($"All {Connections} connections", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(5));
        Assert.Equal(7, await Database.WriteAsync(session => session.Query("SELECT 7").FirstAsync(row => row.Int32(0)), Cancel, PostgresPool.Reserved));
        held.SetResult();
        await Task.WhenAll(holders);
        Assert.Equal(1, await _storage.NodeGenerations.NextAsync(Cancel));
    }

    [Fact]
    public async Task Call_Cancelled_WhileItWaitsForAConnection_RunsNothing()
    {
        var held = new TaskCompletionSource();
        var holders = Enumerable.Range(0, Connections).Select(_ => HoldAsync(held.Task)).ToList();
        using var cancelling = new CancellationTokenSource();
        var waiting = _storage.NodeGenerations.NextAsync(cancelling.Token);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.SetResult();
        await Task.WhenAll(holders);
        Assert.Equal(1, await _storage.NodeGenerations.NextAsync(Cancel));
    }

    [Fact]
    public async Task Call_SlowOnAServerThatAnswers_IsWaitedFor() =>
        Assert.Equal(7, await Database.RunAsync(session => session.Query("SELECT 7 FROM pg_sleep(1.5)").FirstAsync(row => row.Int32(0)), Cancel));

    [Fact]
    public async Task Call_LongerThanTheBound_IsEndedByTheServer()
    {
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => SleepAsync(30));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(6));
        Assert.Equal(1, await _storage.NodeGenerations.NextAsync(Cancel));
    }

    [Fact]
    public async Task Write_StandsStillInsideItsTransaction_IsEndedByTheServerAndTakenBack()
    {
        var asleep = new TaskCompletionSource();
        var sleeping = Database.WriteAsync(RaiseAndSleepAsync, Cancel);
        await asleep.Task;
        var watch = Stopwatch.StartNew();

        // The row is locked until the server ends the one who sleeps.
        Assert.Equal(1, await _storage.NodeGenerations.NextAsync(Cancel));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => sleeping);
        Assert.Equal(2, await _storage.NodeGenerations.NextAsync(Cancel));

        async Task<long> RaiseAndSleepAsync(PostgresSession session)
        {
            var raised = await session.Query("UPDATE node_generation SET value = value + 1 RETURNING value").FirstAsync(row => row.Int64(0));
            asleep.SetResult();
            await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel); // Longer than idle_in_transaction_session_timeout.
            return raised;
        }
    }

    [Fact]
    public async Task Write_Throws_IsTakenBackAndTheErrorReachesTheCaller()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Database.WriteAsync<long>(
            async session =>
            {
                await session.Query("UPDATE node_generation SET value = 100").ExecuteAsync();
                throw new TimeoutException();
            },
            Cancel));

        Assert.Equal(1, await _storage.NodeGenerations.NextAsync(Cancel));
    }

    [Fact]
    public async Task Write_MeetsADeadlock_IsTriedAgain()
    {
        await PostgresForTests.QueryAsync(_connectionString, "CREATE TABLE pair (id integer PRIMARY KEY, value integer NOT NULL); INSERT INTO pair VALUES (1, 0), (2, 0)");
        var attempts = 0;

        await Task.WhenAll(Task.Run(() => RaiseAsync(1, 2), Cancel), Task.Run(() => RaiseAsync(2, 1), Cancel));

        Assert.Equal("2 2", await PostgresForTests.QueryAsync(_connectionString, "SELECT string_agg(value::text, ' ') FROM pair"));
        Assert.Equal(3, attempts);

        Task<bool> RaiseAsync(int first, int second) => Database.WriteAsync(
            async session =>
            {
                await session.Query("UPDATE pair SET value = value + 1 WHERE id = $1").Bind(first).ExecuteAsync();
                Interlocked.Increment(ref attempts);
                while (Volatile.Read(ref attempts) < 2)
                {
                    await session.Query("SELECT pg_sleep(0.02)").AnyAsync(); // A transaction that is idle while it waits would be ended.
                }

                await session.Query("UPDATE pair SET value = value + 1 WHERE id = $1").Bind(second).ExecuteAsync();
                return true;
            },
            Cancel);
    }

    [Fact]
    public async Task Read_ConnectionsWereEnded_IsRepeatedOnAnother()
    {
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => SleepAsync(0.1)));
        await PostgresForTests.QueryAsync(_connectionString, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Assert.Null(await _storage.Tenants.FindKeyAsync("nobody", Cancel));
    }

    [Fact]
    public async Task Call_SomethingThatTheDatabaseRefuses_IsABug() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.RunAsync(session => session.Query("SELECT nothing").AnyAsync(), Cancel));

    [Fact]
    public async Task Call_AfterTheEnd_IsRefused()
    {
        await _storage.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _storage.NodeGenerations.NextAsync(Cancel));
    }

    private Task<bool> HoldAsync(Task until) => Database.RunAsync(
        async _ =>
        {
            await until;
            return true;
        },
        Cancel);

    private Task<bool> SleepAsync(double seconds) => Database.RunAsync(session => session.Query(FormattableString.Invariant($"SELECT pg_sleep({seconds})")).AnyAsync(), Cancel);
}
