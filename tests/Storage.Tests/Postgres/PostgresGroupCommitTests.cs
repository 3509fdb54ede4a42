using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using static Berlin.Storage.Tests.Postgres.PostgresSilos;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Appends of many streams in one transaction, and what one of them that cannot go on means to the others.</summary>
public sealed class PostgresGroupCommitTests : IAsyncLifetime
{
    /// <summary>As many as there are lanes: while they are held, what comes later waits and then shares a transaction.</summary>
    private const int Lanes = 2;

    private readonly HeldPoint _held = new(FaultPoint.Append_AfterRowsBeforeCommit, Lanes);
    private PostgresSilos _silos = null!;
    private PostgresStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IObservationLog Log => _storage.Observations;

    public async ValueTask InitializeAsync()
    {
        _silos = await PostgresSilos.CreateAsync();
        _storage = await _silos.OpenAsync("silo-1", _held);
    }

    public async ValueTask DisposeAsync()
    {
        _held.Release();
        if (_silos is not null)
        {
            await _silos.DisposeAsync();
        }

        _held.Dispose();
    }

    [Fact]
    public async Task Append_ManyStreamsThatWait_ShareOneTransaction()
    {
        const int Streams = 30;
        var taken = await TakeNewStreamsAsync(Streams);
        var holding = await HoldLanesAsync();

        var waiting = taken.Select((stream, number) => Log.AppendAsync(Append(stream.Key, stream.Value, "a", $"b{number}"), Cancel)).ToArray();
        _held.Release();

        Assert.All(await Task.WhenAll([.. holding, .. waiting]), verdict => Assert.Equal(AppendVerdict.Committed, verdict));
        Assert.Equal("1", await _silos.QueryAsync("SELECT count(DISTINCT xmin::text) FROM observation WHERE id IN ('a')"));
        Assert.Equal($"{2 * Streams}", await _silos.QueryAsync("SELECT count(*) FROM observation WHERE id <> 'held'"));
    }

    [Fact]
    public async Task Append_RowLockedByOthers_HoldsUpOnlyItself()
    {
        var taken = await TakeNewStreamsAsync(5);
        var locked = taken.Keys.ElementAt(2);
        await using var rowLock = await RowLock.TakeAsync(_silos.ConnectionString, locked);
        var holding = await HoldLanesAsync();

        var appends = taken.ToDictionary(stream => stream.Key, stream => Log.AppendAsync(Append(stream.Key, stream.Value, "a"), Cancel));
        var next = Log.AppendAsync(Append(locked, taken[locked] with { Head = 1 }, "b"), Cancel);
        _held.Release();

        await Task.WhenAll([.. holding, .. appends.Where(append => append.Key != locked).Select(append => append.Value)]);
        Assert.False(appends[locked].IsCompleted || next.IsCompleted);
        Assert.Equal("1", await _silos.QueryAsync("SELECT count(DISTINCT xmin::text) FROM observation WHERE id = 'a'"));
        await rowLock.ReleaseAsync();
        Assert.Equal(AppendVerdict.Committed, await appends[locked]);
        Assert.Equal(AppendVerdict.Committed, await next);
        Assert.Equal(2, (await Log.ReadPositionAsync(locked, Cancel))!.Head);
    }

    [Fact]
    public async Task Append_RowStaysLocked_IsGivenUpAndNotStored()
    {
        var (stream, position) = (await TakeNewStreamsAsync(1)).Single();
        await using var rowLock = await RowLock.TakeAsync(_silos.ConnectionString, stream);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.AppendAsync(Append(stream, position, "a"), Cancel));

        await rowLock.ReleaseAsync();
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        _held.Release();
        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, position, "a"), Cancel));
    }

    [Fact]
    public async Task Append_GroupWithWrongOnes_StoresTheOthers()
    {
        var taken = await TakeNewStreamsAsync(6);
        var (repeats, corrects, fenced) = (taken.Keys.First(), taken.Keys.ElementAt(3), taken.Keys.Last());
        await Log.TakeAsync(fenced, "silo-2", Cancel);
        var holding = await HoldLanesAsync();

        var appends = taken.ToDictionary(stream => stream.Key, stream =>
        {
            var append = Append(stream.Key, stream.Value, "a", stream.Key == repeats ? "a" : "b");
            var rows = append.Rows.Select(row => stream.Key == corrects ? row with { Corrects = 7, PreviousTarget = "x" } : row);
            return Log.AppendAsync(append with { Rows = [.. rows] }, Cancel);
        });
        _held.Release();

        await Task.WhenAll(holding);
        Assert.Contains("'a'", (await Assert.ThrowsAsync<ArgumentException>(() => appends[repeats])).Message, StringComparison.Ordinal);
        Assert.Contains("corrects row 7", (await Assert.ThrowsAsync<ArgumentException>(() => appends[corrects])).Message, StringComparison.Ordinal);
        Assert.Equal(AppendVerdict.Fenced, await appends[fenced]);
        foreach (var good in taken.Keys.Except([repeats, corrects, fenced]))
        {
            Assert.Equal(AppendVerdict.Committed, await appends[good]);
            Assert.Equal(2, (await Log.ReadAsync(good, 0, 10, Cancel)).Count);
        }

        Assert.Empty(await Log.ReadAsync(repeats, 0, 10, Cancel));
        Assert.Empty(await Log.ReadAsync(corrects, 0, 10, Cancel));
    }

    [Fact]
    public async Task Append_StaleOneBeforeOneInItsPlace_OnlyTheStaleOneIsFenced()
    {
        var (stream, position) = (await TakeNewStreamsAsync(1)).Single();
        var holding = await HoldLanesAsync();

        // Both in one chain: the first one follows a head that never was, the second one the real one.
        var stale = Log.AppendAsync(Append(stream, position with { Head = 3 }, "x"), Cancel);
        var stale2 = Log.AppendAsync(Append(stream, position with { Head = 4 }, "y"), Cancel);
        var good = Log.AppendAsync(Append(stream, position, "a"), Cancel);
        _held.Release();

        await Task.WhenAll(holding);
        Assert.Equal([AppendVerdict.Fenced, AppendVerdict.Fenced, AppendVerdict.Committed], [await stale, await stale2, await good]);
    }

    [Fact]
    public async Task Append_CancelledWhileItWaits_StoresNothing()
    {
        var (stream, position) = (await TakeNewStreamsAsync(1)).Single();
        var holding = await HoldLanesAsync();
        using var cancelling = new CancellationTokenSource();

        var cancelled = Log.AppendAsync(Append(stream, position, "a"), cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var kept = Log.AppendAsync(Append(stream, position, "b"), Cancel);
        _held.Release();

        await Task.WhenAll(holding);
        Assert.Equal(AppendVerdict.Committed, await kept);
        Assert.Equal("b", Assert.Single(await Log.ReadAsync(stream, 0, 10, Cancel)).Id);
    }

    [Fact]
    public async Task Dispose_WhileAppendsWait_FinishesThem()
    {
        var taken = await TakeNewStreamsAsync(3);
        var holding = await HoldLanesAsync();
        var waiting = taken.Select(stream => Log.AppendAsync(Append(stream.Key, stream.Value, "a"), Cancel)).ToArray();

        var disposing = _storage.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Log.AppendAsync(Append(taken.Keys.First(), taken.Values.First(), "late"), Cancel));
        Assert.False(disposing.IsCompleted);
        _held.Release();

        await disposing;
        Assert.All(await Task.WhenAll([.. holding, .. waiting]), verdict => Assert.Equal(AppendVerdict.Committed, verdict));
    }

    private async Task<Dictionary<StreamKey, StreamPosition>> TakeNewStreamsAsync(int count, string prefix = "model")
    {
        var taken = new Dictionary<StreamKey, StreamPosition>();
        for (var number = 0; number < count; number++)
        {
            var stream = await _silos.CreateStreamAsync($"{prefix}{number}");
            taken.Add(stream, (await Log.TakeAsync(stream, "silo-1", Cancel))!);
        }

        return taken;
    }

    /// <summary>Appends that stand inside their transactions, one in each lane.</summary>
    private async Task<Task<AppendVerdict>[]> HoldLanesAsync()
    {
        var taken = await TakeNewStreamsAsync(Lanes, "holder");
        var holding = new List<Task<AppendVerdict>>();
        foreach (var (stream, position) in taken)
        {
            holding.Add(Log.AppendAsync(Append(stream, position, "held"), Cancel));
        }

        await _held.Entered;
        return [.. holding];
    }
}
