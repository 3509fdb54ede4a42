using Berlin.Storage.Sqlite.Engine;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>The one writer: group commit, giving up, stopping, and requests that go wrong.</summary>
public sealed class SqliteWriterTests : IAsyncDisposable
{
    private readonly SqliteUnderTest _storage = new();

    private SqliteDatabase Database => _storage.Whole.Database;

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Write_ManyWaiting_ShareATransaction()
    {
        using var held = new HeldWriter(Database);
        await held.Entered;
        var changes = Enumerable.Range(0, 100).Select(_ => Database.WriteAsync(CountInTransaction, default)).ToArray();
        held.Release();

        var counts = await Task.WhenAll(changes);

        // Each saw the uncommitted changes of those before it, and none was rolled back.
        Assert.Equal(Enumerable.Range(1, 100).Select(number => (long)number), counts);
    }

    [Fact]
    public async Task Write_MoreThanMayWait_AreAllDone()
    {
        using var held = new HeldWriter(Database);
        await held.Entered;
        var writes = Enumerable.Range(0, 3_000).Select(_ => Database.WriteAsync(CountInTransaction, default)).ToArray();
        held.Release();

        Assert.Equal(3_000, (await Task.WhenAll(writes)).Max());
    }

    [Fact]
    public async Task Write_GivenUpWhileWaiting_StoresNothing()
    {
        using var held = new HeldWriter(Database);
        await held.Entered;
        using var source = new CancellationTokenSource();
        var write = Database.WriteAsync(CountInTransaction, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        held.Release();

        Assert.Equal(1, await Database.WriteAsync(CountInTransaction, default));
    }

    [Fact]
    public async Task Write_GivenUpWhileItRuns_IsDone()
    {
        using var source = new CancellationTokenSource();

        var count = await Database.WriteAsync(
            session =>
            {
                source.Cancel();
                return CountInTransaction(session);
            },
            source.Token);

        Assert.Equal(1, count);
        Assert.Equal(2, await Database.WriteAsync(CountInTransaction, default));
    }

    [Fact]
    public async Task Write_BadSql_IsABugOfItsCallerOnly()
    {
        using var held = new HeldWriter(Database);
        await held.Entered;
        var before = Database.WriteAsync(CountInTransaction, default);
        var bad = Database.WriteAsync(session => session.QueryText("SELECT nonsense"), default);
        var after = Database.WriteAsync(CountInTransaction, default);
        held.Release();

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal((1, 2), (await before, await after));
    }

    [Fact]
    public async Task Write_EndsTheTransactionItself_FailsTheGroupAndTheNextWorks()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.WriteAsync(
            session =>
            {
                session.Execute("ROLLBACK");
                return 0;
            },
            default));

        Assert.Equal(1, await Database.WriteAsync(CountInTransaction, default));
    }

    [Fact]
    public async Task Dispose_WhileWritesWait_DoesThemFirst()
    {
        // What the start looks for is done then; shared with the held write, its transaction would keep the storage from closing.
        await Database.WriteAsync(CountInTransaction, default);
        using var held = new HeldWriter(Database);
        await held.Entered;
        var writes = Enumerable.Range(0, 20).Select(_ => Database.WriteAsync(CountInTransaction, default)).ToArray();

        var closing = _storage.Whole.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Database.WriteAsync(CountInTransaction, default));
        held.Release();
        await closing;

        Assert.Equal(20, (await Task.WhenAll(writes)).Length);
    }

    [Fact]
    public async Task Read_DuringAWrite_SeesTheStateBeforeIt()
    {
        await Database.WriteAsync(CountInTransaction, default);
        using var held = new HeldWriter(Database, session => CountInTransaction(session));
        await held.Entered;

        var during = await Database.ReadAsync(session => session.QueryText("SELECT value FROM node_generation"), default);
        held.Release();

        Assert.Equal("1", during);
    }

    [Fact]
    public async Task Read_ThatThrows_LeavesThePoolWhole()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Database.ReadAsync(session => session.QueryText("SELECT nonsense"), default));
            await Assert.ThrowsAsync<TimeoutException>(() => Database.ReadAsync<int>(_ => throw new TimeoutException(), default));
        }

        Assert.Equal("", await Database.ReadAsync(session => session.QueryText("SELECT value FROM node_generation"), default));
    }

    [Fact]
    public async Task Read_ThatWrites_IsRefused() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.ReadAsync(CountInTransaction, default));

    [Theory]
    [InlineData("synchronous", "2")] // FULL: a commit is flushed before it is acknowledged.
    [InlineData("journal_mode", "wal")]
    [InlineData("foreign_keys", "1")]
    public async Task Write_AlsoAfterAFailure_HasTheDurableSettings(string pragma, string value)
    {
        Assert.Equal(value, await Database.WriteAsync(session => session.QueryText($"PRAGMA {pragma}"), default));

        // What ends its transaction itself costs the writer its session.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.WriteAsync(session => session.QueryText("ROLLBACK"), default));

        Assert.Equal(value, await Database.WriteAsync(session => session.QueryText($"PRAGMA {pragma}"), default));
    }

    private static long CountInTransaction(SqliteSession session)
    {
        session.Execute("INSERT INTO node_generation VALUES (1, 1) ON CONFLICT DO UPDATE SET value = value + 1");
        return long.Parse(session.QueryText("SELECT value FROM node_generation"));
    }

    /// <summary>Keeps the writer busy inside a transaction until it is released.</summary>
    private sealed class HeldWriter : IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _release = new();
        private readonly Task _write;

        public HeldWriter(SqliteDatabase database, Action<SqliteSession>? work = null) => _write = database.WriteAsync(
            session =>
            {
                work?.Invoke(session);
                _entered.SetResult();
                _release.Wait();
                return true;
            },
            default);

        public Task Entered => _entered.Task;

        public void Release() => _release.Set();

        public void Dispose()
        {
            _release.Set();
            _write.ContinueWith(_ => _release.Dispose(), TaskScheduler.Default);
        }
    }
}
