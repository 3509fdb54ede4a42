using Berlin.Storage.Checkpoints;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Who may write to a stream: the last one that took it, at the head that it knows.</summary>
public abstract class FenceConformance : StorageConformance
{
    private IObservationLog Log => Storage.Observations;

    [Fact]
    public async Task Take_Again_RaisesTheEpochAndKeepsTheHead()
    {
        var stream = await CreateStreamAsync();
        var first = await TakeAsync(stream);
        await Log.AppendAsync(Append(stream, first, 4), Cancel);

        var second = await TakeAsync(stream, "silo-2");

        Assert.Equal(new StreamPosition(1, Owner, 0, 1), first);
        Assert.Equal(new StreamPosition(2, "silo-2", 4, 1), second);
        Assert.Equal(second, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_OldEpoch_IsFenced()
    {
        var stream = await CreateStreamAsync();
        var old = await TakeAsync(stream);
        var current = await TakeAsync(stream);

        await AssertFencedAsync(stream, old);
        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, current, 1), Cancel));
    }

    [Fact]
    public async Task Append_NotTaken_IsFenced()
    {
        var stream = await CreateStreamAsync();

        await AssertFencedAsync(stream, new StreamPosition(0, Owner, 0, 1));
        await AssertFencedAsync(stream, new StreamPosition(1, Owner, 0, 1));
    }

    [Fact]
    public async Task Append_OtherOwnerOrLaterEpoch_IsFenced()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await AssertFencedAsync(stream, position with { Owner = "silo-2" });
        await AssertFencedAsync(stream, position with { Owner = "SILO-1" });
        await AssertFencedAsync(stream, position with { Owner = "" });
        await AssertFencedAsync(stream, position with { Epoch = position.Epoch + 1 });
    }

    [Fact]
    public async Task Append_WrongHead_IsFenced()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        await Log.AppendAsync(Append(stream, position, 3), Cancel);

        await AssertFencedAsync(stream, position);
        await AssertFencedAsync(stream, position with { Head = 2 });
        await AssertFencedAsync(stream, position with { Head = 4 });
    }

    [Fact]
    public async Task Append_SameTwice_IsStoredOnce()
    {
        var stream = await CreateStreamAsync();
        var request = Append(stream, await TakeAsync(stream), 3);

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(request, Cancel));
        Assert.Equal(AppendVerdict.Fenced, await Log.AppendAsync(request, Cancel));
        Assert.Equal(3, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Append_SentWithoutWaiting_KeepsItsOrder()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 40).Select(index =>
            Log.AppendAsync(Append(stream, position with { Head = index * 2 }, 2), Cancel)));

        Assert.All(verdicts, verdict => Assert.Equal(AppendVerdict.Committed, verdict));
        Assert.Equal(80, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Append_GroupOfMixedFates_EachHasItsOwn()
    {
        var good = await CreateStreamAsync(model: "good");
        var stale = await CreateStreamAsync(model: "stale");
        var bad = await CreateStreamAsync(model: "bad");
        var faulty = await CreateStreamAsync(model: "text");
        var goodPosition = await TakeAsync(good);
        var stalePosition = await TakeAsync(stale);
        await TakeAsync(stale, "silo-2");
        var badPosition = await TakeAsync(bad);
        var faultyPosition = await TakeAsync(faulty);

        // The first append holds the writer inside its transaction until the others wait; they share the next one.
        using var held = new HeldAppend(Storage.Faults);
        var holder = await CreateStreamAsync(model: "holder");
        var holding = Log.AppendAsync(Append(holder, await TakeAsync(holder), 1), Cancel);
        await held.Entered;
        var goodAppend = Log.AppendAsync(Append(good, goodPosition, 5), Cancel);
        var staleAppend = Log.AppendAsync(Append(stale, stalePosition, 5), Cancel);
        var badAppend = Log.AppendAsync(Append(bad, badPosition, Row(1, "same"), Row(2, "same")), Cancel);
        var faultyAppend = Log.AppendAsync(Append(faulty, faultyPosition, Row(1, target: "x") with { Subject = "\uDC00" }), Cancel);
        var secondGoodAppend = Log.AppendAsync(Append(good, goodPosition with { Head = 5 }, 5), Cancel);
        held.Release();

        Assert.Equal(AppendVerdict.Committed, await holding);
        Assert.Equal(AppendVerdict.Committed, await goodAppend);
        Assert.Equal(AppendVerdict.Fenced, await staleAppend);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => badAppend);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => faultyAppend);
        Assert.Equal(AppendVerdict.Committed, await secondGoodAppend);
        Assert.Equal(10, (await ReadAllAsync(good)).Count);
        Assert.Empty(await ReadAllAsync(stale));
        Assert.Empty(await ReadAllAsync(bad));
        Assert.Empty(await ReadAllAsync(faulty));
        Assert.Equal(badPosition, await Log.ReadPositionAsync(bad, Cancel));
    }

    [Fact]
    public async Task Take_WhileAnAppendRuns_ComesAfterItWhole()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        using var held = new HeldAppend(Storage.Faults);

        var append = Log.AppendAsync(Append(stream, position, 3), Cancel);
        await held.Entered;
        var take = Log.TakeAsync(stream, "silo-2", Cancel);
        var late = Log.AppendAsync(Append(stream, position with { Head = 3 }, 3), Cancel);
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        held.Release();

        Assert.Equal(AppendVerdict.Committed, await append);
        Assert.Equal(new StreamPosition(2, "silo-2", 3, 1), await take);
        Assert.Equal(AppendVerdict.Fenced, await late);
        Assert.Equal(3, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Append_RacingTakes_LeavesWhatTheWinnersAppended()
    {
        var stream = await CreateStreamAsync();
        var committed = await Task.WhenAll(Enumerable.Range(0, 8).Select(WriteAsync));

        var rows = await ReadAllAsync(stream);
        Assert.Equal(committed.Sum(), rows.Count);
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Sequence));

        async Task<int> WriteAsync(int writer)
        {
            var count = 0;
            for (var round = 0; round < 10; round++)
            {
                var position = await TakeAsync(stream, $"silo-{writer}");
                for (var append = 0; append < 3; append++)
                {
                    if (await Log.AppendAsync(Append(stream, position, 2, $"{writer}-{round}"), Cancel) == AppendVerdict.Fenced)
                    {
                        break;
                    }

                    position = position with { Head = position.Head + 2 };
                    count += 2;
                }
            }

            return count;
        }
    }

    [Fact]
    public async Task UpdateWhenEmpty_WhileATrainerHoldsTheStream_FencesIt()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await Storage.Models.UpdateWhenEmptyAsync(stream.Tenant, stream.Model, "{}", 1, Cancel);

        await AssertFencedAsync(stream, position);
    }

    [Fact]
    public async Task Publish_AfterATake_IsFenced()
    {
        var stream = await CreateStreamAsync();
        var old = await TakeAsync(stream);
        await TakeAsync(stream, "silo-2");
        var record = new CheckpointRecord
        {
            Sequence = 0,
            Generation = 1,
            Epoch = old.Epoch,
            BlobName = "checkpoints/a",
            Sha256 = new byte[32],
            SizeBytes = 1,
            Metrics = [],
            PublishedAt = DateTimeOffset.UnixEpoch,
        };

        Assert.False(await Storage.Checkpoints.PublishAsync(stream, Owner, record, Cancel));
        Assert.False(await Storage.Checkpoints.PublishAsync(stream, Owner, record with { Epoch = 2 }, Cancel));
        Assert.Empty(await Storage.Checkpoints.ListAsync(stream, 1, Cancel));
    }

    private async Task AssertFencedAsync(StreamKey stream, StreamPosition position)
    {
        var before = await Log.ReadPositionAsync(stream, Cancel);
        var rows = (await ReadAllAsync(stream)).Count;

        Assert.Equal(AppendVerdict.Fenced, await Log.AppendAsync(Append(stream, position, 2, "fenced"), Cancel));

        Assert.Equal(before, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(rows, (await ReadAllAsync(stream)).Count);
    }

    /// <summary>Stops the first append inside its transaction until it is released.</summary>
    private sealed class HeldAppend : IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _release = new();
        private int _first = 1;

        public HeldAppend(ScriptedFaults faults) => faults.On(FaultPoint.Append_AfterRowsBeforeCommit, () =>
        {
            if (Interlocked.Exchange(ref _first, 0) == 1)
            {
                _entered.SetResult();
                _release.Wait();
            }
        });

        public Task Entered => _entered.Task;

        public void Release() => _release.Set();

        public void Dispose()
        {
            _release.Set();
            _release.Dispose();
        }
    }
}
