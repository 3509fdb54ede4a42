using System.Diagnostics;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Conformance;
using Npgsql;
using static Berlin.Storage.Tests.Postgres.PostgresSilos;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>Takes from an owner that keeps its stream's row locked.</summary>
public sealed class PostgresTakeoverTests : IAsyncLifetime
{
    /// <summary>What a take may last, with room for a machine that does other work.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private PostgresSilos _silos = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silos = await PostgresSilos.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_silos is not null)
        {
            await _silos.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(FaultPoint.Append_AfterFenceBeforeRows)]
    [InlineData(FaultPoint.Append_AfterRowsBeforeCommit)]
    public async Task Take_OldOwnerSleepsInsideItsAppend_EndsItAndTakes(FaultPoint point)
    {
        using var asleep = new HeldPoint(point, passings: 1);
        var stream = await _silos.CreateStreamAsync("model");
        var old = await _silos.OpenAsync("silo-1", asleep);
        var position = (await old.Observations.TakeAsync(stream, "silo-1", Cancel))!;
        var faults = new ScriptedFaults();
        var young = await _silos.OpenAsync("silo-2", faults);
        var sleeping = old.Observations.AppendAsync(Append(stream, position, "a", "b"), Cancel);
        await asleep.Entered;

        var watch = Stopwatch.StartNew();
        var taken = await young.Observations.TakeAsync(stream, "silo-2", Cancel);
        watch.Stop();
        var held = asleep.Held;

        Assert.Equal(new StreamPosition(2, "silo-2", 0, 1), taken);
        Assert.InRange(held, TimeSpan.FromSeconds(0.9), Bound + Bound);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);

        // On a machine that is very busy the server itself may have ended the sleeper, which it does after two seconds.
        Assert.True(faults.Passed.Contains(FaultPoint.Postgres_AfterBlockerEnded) || held > TimeSpan.FromSeconds(1.9), "Nobody ended the sleeper.");

        // The client of the new owner sends the same ids again; the old owner wakes up.
        Assert.Equal(AppendVerdict.Committed, await young.Observations.AppendAsync(Append(stream, taken!, "a", "b"), Cancel));
        asleep.Release();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => sleeping);
        Assert.Equal(AppendVerdict.Fenced, await old.Observations.AppendAsync(Append(stream, position, "c"), Cancel));
        Assert.Equal(["a", "b"], (await young.Observations.ReadAsync(stream, 0, 10, Cancel)).Select(row => row.Id));
        TestContext.Current.TestOutputHelper?.WriteLine($"taken after {watch.Elapsed.TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task Take_SeveralBehindASleeper_AllTakeInSomeOrder()
    {
        const int Takers = 4;
        using var asleep = new HeldPoint(FaultPoint.Append_AfterFenceBeforeRows, passings: 1);
        var stream = await _silos.CreateStreamAsync("model");
        var old = await _silos.OpenAsync("silo-0", asleep);
        var position = (await old.Observations.TakeAsync(stream, "silo-0", Cancel))!;
        var sleeping = old.Observations.AppendAsync(Append(stream, position, "a"), Cancel);
        await asleep.Entered;
        var takers = await Task.WhenAll(Enumerable.Range(1, Takers).Select(number => _silos.OpenAsync($"silo-{number}")));

        var taken = await Task.WhenAll(takers.Select((taker, number) => taker.Observations.TakeAsync(stream, $"silo-{number + 1}", Cancel)));

        Assert.Equal([2, 3, 4, 5], taken.Select(one => one!.Epoch).Order());
        asleep.Release();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => sleeping);
        Assert.Equal(0, (await old.Observations.ReadPositionAsync(stream, Cancel))!.Head);
    }

    [Fact]
    public async Task Take_RowLockedByAStranger_EndsNobodyAndFailsInTime()
    {
        var stream = await _silos.CreateStreamAsync("model");
        var storage = await _silos.OpenAsync("silo-1");
        await using var rowLock = await RowLock.TakeAsync(_silos.ConnectionString, stream);

        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => storage.Observations.TakeAsync(stream, "silo-1", Cancel));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), Bound);
        await rowLock.ReleaseAsync();
        Assert.Equal(1, (await storage.Observations.TakeAsync(stream, "silo-1", Cancel))!.Epoch);
    }

    [Fact]
    public async Task Take_RowLockedByASiloThatTheServerLetsSleep_EndsIt()
    {
        var stream = await _silos.CreateStreamAsync("model");
        var storage = await _silos.OpenAsync("silo-1");
        await using var rowLock = await RowLock.TakeAsync(_silos.ConnectionString, stream, "berlin silo-2");

        Assert.Equal(1, (await storage.Observations.TakeAsync(stream, "silo-1", Cancel))!.Epoch);

        await Assert.ThrowsAnyAsync<NpgsqlException>(rowLock.ReleaseAsync);
    }

    [Fact]
    public async Task Take_OwnerWorks_WaitsForItsCommit()
    {
        using var slow = new HeldPoint(FaultPoint.Append_AfterRowsBeforeCommit, passings: 1);
        var stream = await _silos.CreateStreamAsync("model");
        var old = await _silos.OpenAsync("silo-1", slow);
        var position = (await old.Observations.TakeAsync(stream, "silo-1", Cancel))!;
        var append = old.Observations.AppendAsync(Append(stream, position, "a"), Cancel);
        await slow.Entered;
        var young = await _silos.OpenAsync("silo-2");

        var taking = young.Observations.TakeAsync(stream, "silo-2", Cancel);
        slow.Release();

        Assert.Equal(AppendVerdict.Committed, await append);
        Assert.Equal(new StreamPosition(2, "silo-2", 1, 1), await taking);
    }

    [Fact]
    public async Task Append_BegunWhileATakeIsUnderWay_IsFencedByIt()
    {
        using var slow = new HeldPoint(FaultPoint.Take_BeforeCommit, passings: 1);
        var stream = await _silos.CreateStreamAsync("model");
        var old = await _silos.OpenAsync("silo-1");
        var position = (await old.Observations.TakeAsync(stream, "silo-1", Cancel))!;
        var young = await _silos.OpenAsync("silo-2", slow);
        var taking = young.Observations.TakeAsync(stream, "silo-2", Cancel);
        await slow.Entered;

        // What the append reads without the row's lock is still its own epoch.
        var append = old.Observations.AppendAsync(Append(stream, position, "a"), Cancel);
        await UntilSomebodyWaitsForALockAsync();
        slow.Release();

        Assert.Equal(new StreamPosition(2, "silo-2", 0, 1), await taking);
        Assert.Equal(AppendVerdict.Fenced, await append);
        Assert.Empty(await young.Observations.ReadAsync(stream, 0, 10, Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Publish_OldOwnerSleepsInsideIt_TheTakeGoesOn()
    {
        using var asleep = new HeldPoint(FaultPoint.Publish_BeforeCommit, passings: 1);
        var stream = await _silos.CreateStreamAsync("model");
        var old = await _silos.OpenAsync("silo-1", asleep);
        var position = (await old.Observations.TakeAsync(stream, "silo-1", Cancel))!;
        var record = new Berlin.Storage.Checkpoints.CheckpointRecord
        {
            Sequence = 0,
            Generation = position.Generation,
            Epoch = position.Epoch,
            BlobName = "checkpoints/a",
            Sha256 = new byte[32],
            SizeBytes = 1,
            Metrics = [],
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        var sleeping = old.Checkpoints.PublishAsync(stream, "silo-1", record, Cancel);
        await asleep.Entered;
        var young = await _silos.OpenAsync("silo-2");

        Assert.Equal(2, (await young.Observations.TakeAsync(stream, "silo-2", Cancel))!.Epoch);

        asleep.Release();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => sleeping);
        Assert.Empty(await young.Checkpoints.ListAsync(stream, 1, Cancel));
        Assert.False(await old.Checkpoints.PublishAsync(stream, "silo-1", record, Cancel));
    }

    [Fact]
    public async Task Append_AnswerToTheCommitIsLost_IsSettledByReading()
    {
        var faults = new ScriptedFaults();
        var stream = await _silos.CreateStreamAsync("model");
        var storage = await _silos.OpenAsync("silo-1", faults);
        var position = (await storage.Observations.TakeAsync(stream, "silo-1", Cancel))!;
        faults.On(FaultPoint.Postgres_AfterCommitIsSent, () => throw new TimeoutException("lost"));

        await Assert.ThrowsAsync<TimeoutException>(() => storage.Observations.AppendAsync(Append(stream, position, "a"), Cancel));

        Assert.Equal(1, (await storage.Observations.ReadPositionAsync(stream, Cancel))!.Head);
        Assert.Single(await storage.Observations.ReadAsync(stream, 0, 10, Cancel));
    }

    private async Task UntilSomebodyWaitsForALockAsync()
    {
        var watch = Stopwatch.StartNew();
        while (await _silos.QueryAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == "0")
        {
            Assert.True(watch.Elapsed < Bound, "Nobody waits for a lock.");
        }
    }
}
