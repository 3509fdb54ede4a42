using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IObservationLog"/> keeps: rows, order, and ids. The fence has <see cref="FenceConformance"/>.</summary>
public abstract class ObservationLogConformance : StorageConformance
{
    private IObservationLog Log => Storage.Observations;

    [Fact]
    public async Task ReadPosition_NewModel_IsEmptyAndNotTaken()
    {
        var stream = await CreateStreamAsync();

        Assert.Equal(new StreamPosition(0, "", 0, 1), await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task EveryCall_UnknownStream_FindsNothing()
    {
        var stream = new StreamKey("nobody", "nothing");

        Assert.Null(await Log.ReadPositionAsync(stream, Cancel));
        Assert.Null(await Log.TakeAsync(stream, Owner, Cancel));
        Assert.Empty(await Log.FindAsync(stream, ["a"], Cancel));
        Assert.Empty(await Log.ReadAsync(stream, 0, 10, Cancel));
        Assert.Equal(AppendVerdict.Fenced, await Log.AppendAsync(Append(stream, new StreamPosition(1, Owner, 0, 1), 1), Cancel));
    }

    [Fact]
    public async Task Append_AllColumns_AreReadBackAsGiven()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        var full = Row(1) with { Entity = "agreement552343", Subject = "person-7", At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(67) };
        var bare = Row(2) with { Features = [], Target = "", At = DateTimeOffset.MinValue };
        var last = Row(3) with { At = DateTimeOffset.MaxValue };

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, position, full, bare, last), Cancel));

        Assert.Collection(await ReadAllAsync(stream), row => AssertSame(full, row), row => AssertSame(bare, row), row => AssertSame(last, row));
    }

    [Fact]
    public async Task Append_ThenReopen_KeepsRowsAndPosition()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        var request = Append(stream, position, 5);
        await Log.AppendAsync(request, Cancel);

        await Storage.ReopenAsync();

        Assert.Equal(position with { Head = 5 }, await Log.ReadPositionAsync(stream, Cancel));
        Assert.All((await ReadAllAsync(stream)).Zip(request.Rows), pair => AssertSame(pair.Second, pair.First));
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Append_NaughtyText_IsKeptCharacterByCharacter(string text)
    {
        var stream = await CreateStreamAsync();
        var row = Row(1, id: text, target: text) with { Entity = text, Subject = text };

        await Log.AppendAsync(Append(stream, await TakeAsync(stream), row), Cancel);

        AssertSame(row, Assert.Single(await ReadAllAsync(stream)));
        Assert.Equal(text, Assert.Single(await Log.FindAsync(stream, [text], Cancel)).Id);
    }

    [Fact]
    public async Task Append_IdsThatLookAlike_AreDifferentIds()
    {
        var stream = await CreateStreamAsync();
        string[] ids = ["a", "A", "a ", " a", "a\0", "a\0b", "\u00e0", "a\u0300", "1", "01", "1.0", "ß", "ss"];

        await Log.AppendAsync(Append(stream, await TakeAsync(stream), [.. ids.Select((id, index) => Row(index + 1, id))]), Cancel);

        var found = await Log.FindAsync(stream, ids, Cancel);
        Assert.Equal(ids.Select((id, index) => (id, (long)index + 1)), found.OrderBy(id => id.Sequence).Select(id => (id.Id, id.Sequence)));
    }

    [Theory]
    [InlineData('\uD800')]
    [InlineData('\uDFFF')]
    public async Task Append_UnpairedSurrogate_IsRefusedWhole(char surrogate)
    {
        var text = $"a{surrogate}b";
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(1), Row(2) with { Target = text }), Cancel));

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Empty(await ReadAllAsync(stream));
    }

    [Fact]
    public async Task Append_IdThatIsStored_IsRefusedWhole()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        await Log.AppendAsync(Append(stream, position, Row(1, "a")), Cancel);
        var next = position with { Head = 1 };

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, next, Row(2, "b"), Row(3, "a")), Cancel));

        Assert.Equal(next, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Empty(await Log.FindAsync(stream, ["b"], Cancel));
        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, next, Row(2, "b")), Cancel));
    }

    [Fact]
    public async Task Append_SameIdTwiceInOneAppend_IsRefusedWhole()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(1, "a"), Row(2, "a")), Cancel));

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_MalformedRequest_IsABug()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(2)), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(1), Row(3)), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(1) with { ContentDigest = [1] }), Cancel));
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_SameIdInAnotherStream_IsAnotherObservation()
    {
        var first = await CreateStreamAsync();
        var second = await CreateStreamAsync(model: "other");
        await Log.AppendAsync(Append(first, await TakeAsync(first), Row(1, "a")), Cancel);

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(second, await TakeAsync(second), Row(1, "a")), Cancel));
        Assert.Single(await ReadAllAsync(first));
        Assert.Single(await ReadAllAsync(second));
    }

    [Fact]
    public async Task Find_SomeOfManyIds_TellsSequenceAndDigest()
    {
        var stream = await CreateStreamAsync();
        var request = Append(stream, await TakeAsync(stream), 50);
        await Log.AppendAsync(request, Cancel);

        var found = await Log.FindAsync(stream, ["row-7", "absent", "row-50", ""], Cancel);

        Assert.Equal(["row-50", "row-7"], found.Select(id => id.Id).Order(StringComparer.Ordinal));
        var seventh = found.Single(id => id.Id == "row-7");
        Assert.Equal(7, seventh.Sequence);
        Assert.Equal(request.Rows[6].ContentDigest, seventh.ContentDigest);
        Assert.Empty(await Log.FindAsync(stream, [], Cancel));
    }

    [Fact]
    public async Task Read_InPages_GivesEveryRowOnce()
    {
        var stream = await CreateStreamAsync();
        await Log.AppendAsync(Append(stream, await TakeAsync(stream), 103), Cancel);

        var sequences = new List<long>();
        while (await Log.ReadAsync(stream, sequences.LastOrDefault(), 10, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 10);
            sequences.AddRange(page.Select(row => row.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, 103).Select(number => (long)number), sequences);
        Assert.Empty(await Log.ReadAsync(stream, 103, 10, Cancel));
        Assert.Empty(await Log.ReadAsync(stream, long.MaxValue, 10, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadAsync(stream, 0, 0, Cancel));
    }

    [Fact]
    public async Task Append_TenThousandRows_AreFoundAndReadBack()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        var request = Append(stream, position, 10_000);

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(request, Cancel));
        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, position with { Head = 10_000 }, 10_000), Cancel));

        var rows = await ReadAllAsync(stream);
        Assert.Equal(20_000, rows.Count);
        Assert.All(request.Rows.Zip(rows), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal(10_000, (await Log.FindAsync(stream, [.. request.Rows.Select(row => row.Id)], Cancel)).Count);
    }

    [Fact]
    public async Task Append_RowsLargerThanAPage_AreKept()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        var random = new Random(7);
        var rows = Enumerable.Range(1, 20).Select(sequence =>
        {
            var features = new byte[sequence * 5_000];
            random.NextBytes(features);
            return Row(sequence) with { Features = features };
        }).ToArray();

        await Log.AppendAsync(Append(stream, position, rows), Cancel);

        Assert.All(rows.Zip(await ReadAllAsync(stream)), pair => AssertSame(pair.First, pair.Second));
    }

    [Fact]
    public async Task Append_ManyStreamsAtOnce_LeavesNoGaps()
    {
        const int Streams = 16;
        const int Appends = 25;
        var keys = new List<StreamKey>();
        for (var index = 0; index < Streams; index++)
        {
            keys.Add(await CreateStreamAsync($"tenant{index % 3}", $"model{index}"));
        }

        await Task.WhenAll(keys.Select(WriteAsync));

        foreach (var key in keys)
        {
            var rows = await ReadAllAsync(key);
            Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Sequence));
            Assert.Equal(rows.Count, (await Log.ReadPositionAsync(key, Cancel))!.Head);
            Assert.Equal(Appends * (Appends + 1) / 2, rows.Count);
        }

        async Task WriteAsync(StreamKey key)
        {
            var position = await TakeAsync(key);
            for (var count = 1; count <= Appends; count++)
            {
                Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(key, position, count), Cancel));
                Assert.Equal(position.Head + count, (await Log.ReadPositionAsync(key, Cancel))!.Head);
                position = position with { Head = position.Head + count };
            }
        }
    }

    [Fact]
    public async Task Append_CancelledBefore_StoresNothing()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.AppendAsync(Append(stream, position, 1), new CancellationToken(canceled: true)));

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_FaultInsideTheTransaction_StoresNothingAndTheNextOneWorks()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        foreach (var point in new[] { FaultPoint.Append_AfterFenceBeforeRows, FaultPoint.Append_AfterRowsBeforeCommit })
        {
            Storage.Faults.On(point, () => throw new TimeoutException(point.ToString()));
            var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Log.AppendAsync(Append(stream, position, 3), Cancel));
            Storage.Faults.Clear();

            Assert.Equal(point.ToString(), thrown.Message);
            Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
            Assert.Empty(await ReadAllAsync(stream));
        }

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, position, 3), Cancel));
    }

    [Fact]
    public async Task Append_AnswerLostAfterCommit_IsSettledByReading()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        Storage.Faults.On(FaultPoint.Append_AfterCommitBeforeVerdict, () => throw new StoreUnavailableException("lost"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.AppendAsync(Append(stream, position, 3), Cancel));

        Assert.Equal(3, (await Log.ReadPositionAsync(stream, Cancel))!.Head);
        Assert.Equal(3, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Append_FaultPoints_ArePassedInOrder()
    {
        var stream = await CreateStreamAsync();
        var position = await TakeAsync(stream);
        Storage.Faults.Passed.Clear();

        await Log.AppendAsync(Append(stream, position, 2), Cancel);

        Assert.Equal(
            [FaultPoint.Append_AfterFenceBeforeRows, FaultPoint.Append_AfterRowsBeforeCommit, FaultPoint.Append_AfterCommitBeforeVerdict],
            Storage.Faults.Passed.Where(point => $"{point}".StartsWith("Append_", StringComparison.Ordinal)));
    }
}
