using System.Security.Cryptography;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Removal: what goes, what stays, what the stream says afterwards, and who may.</summary>
public abstract class RemovalConformance : StorageConformance
{
    private IObservationLog Log => Storage.Observations;

    /// <summary>Each selection with the ids that it leaves of <see cref="SixObservationsAsync"/>.</summary>
    public static TheoryData<RemovalSelection, string> Selections => new()
    {
        { new RemovalSelection.OfId("c"), "a b d e f" },
        { new RemovalSelection.OfSubject("s1"), "b d e f" },
        { new RemovalSelection.OfEntity("e1"), "b d f" },
        { new RemovalSelection.UpTo(2), "c d e f" },
        { new RemovalSelection.UpTo(8), "f" },
        { new RemovalSelection.UpTo(long.MaxValue), "" },
        { new RemovalSelection.Before(Row(3).At), "c d e f" },
        { new RemovalSelection.Before(DateTimeOffset.MaxValue), "" },
    };

    public static TheoryData<RemovalSelection> Nothings =>
    [
        new RemovalSelection.OfId("absent"),
        new RemovalSelection.OfId(""),
        new RemovalSelection.OfSubject("S1"),
        new RemovalSelection.OfEntity("e"),
        new RemovalSelection.UpTo(0),
        new RemovalSelection.UpTo(long.MinValue),
        new RemovalSelection.Before(Row(1).At),
        new RemovalSelection.Before(DateTimeOffset.MinValue),
    ];

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task Remove_Selection_TakesObservationsWithTheirCorrections(RemovalSelection selection, string left)
    {
        var (stream, position) = await SixObservationsAsync();
        var before = await ReadAllAsync(stream);
        var ids = left.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var result = await RemoveAsync(stream, position, selection);
        await Storage.ReopenAsync();

        var expected = before.Where(row => ids.Contains(row.Id)).ToList();
        var rows = await ReadAllAsync(stream);
        Assert.Equal(expected.Count, rows.Count);
        Assert.All(expected.Zip(rows), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal(AppendVerdict.Committed, result.Verdict);
        Assert.Equal(6 - ids.Length, result.Removed);
        Assert.Equal(position with { Generation = 2, Removed = before.Count - rows.Count }, result.Position);
        Assert.Equal(result.Position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Theory]
    [MemberData(nameof(Nothings))]
    public async Task Remove_NothingMatches_IsCommittedAndMakesNoGeneration(RemovalSelection selection)
    {
        var (stream, position) = await SixObservationsAsync();
        await PublishAsync(stream, position, "checkpoints/a");

        var result = await RemoveAsync(stream, position, selection);

        Assert.Equal((AppendVerdict.Committed, 0), (result.Verdict, result.Removed));
        Assert.Empty(result.BlobNames);
        Assert.Equal(position, result.Position);
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(10, (await ReadAllAsync(stream)).Count);
        Assert.Single(await Storage.Checkpoints.ListAsync(stream, 1, Cancel));
        Assert.NotNull(await Storage.EntityStates.FindAsync(stream, 1, "e1", Cancel));
    }

    [Fact]
    public async Task Remove_SomeRows_VoidsCheckpointsAndEntityStates()
    {
        var (stream, position) = await SixObservationsAsync();
        await PublishAsync(stream, position, "checkpoints/a");
        await PublishAsync(stream, position, "checkpoints/b");
        await Storage.Checkpoints.SetAsideAsync(stream, "checkpoints/b", "damaged", Cancel);

        var result = await RemoveAsync(stream, position, new RemovalSelection.OfId("f"));

        Assert.Equal(["checkpoints/a", "checkpoints/b"], result.BlobNames.Order(StringComparer.Ordinal));
        Assert.Empty(await Storage.Checkpoints.ListAsync(stream, 1, Cancel));
        Assert.Empty(await Storage.Checkpoints.ListAsync(stream, 2, Cancel));
        Assert.Equal(0, (await Storage.EntityStates.SummarizeAsync(stream, Cancel)).Count);
        Assert.False(await Storage.EntityStates.PublishAsync(stream, State(generation: 1), Cancel));
        Assert.True(await Storage.EntityStates.PublishAsync(stream, State(generation: 2), Cancel));
    }

    [Fact]
    public async Task Remove_OneStream_LeavesTheOthers()
    {
        var (stream, position) = await SixObservationsAsync();
        var other = await CreateStreamAsync(model: "other");
        var otherPosition = await TakeAsync(other);
        await Log.AppendAsync(Append(other, otherPosition, Row(1, "a", "x", "e1", "s1")), Cancel);
        otherPosition = otherPosition with { Head = 1 };
        await PublishAsync(other, otherPosition, "checkpoints/other");

        await RemoveAsync(stream, position, new RemovalSelection.UpTo(long.MaxValue));

        Assert.Single(await ReadAllAsync(other));
        Assert.Equal(otherPosition, await Log.ReadPositionAsync(other, Cancel));
        Assert.Single(await Storage.Checkpoints.ListAsync(other, 1, Cancel));
        Assert.NotNull(await Storage.EntityStates.FindAsync(other, 1, "e1", Cancel));
    }

    [Fact]
    public async Task Append_AfterRemovalOfTheLastRows_UsesNoNumberAgain()
    {
        var (stream, position) = await SixObservationsAsync();
        var after = (await RemoveAsync(stream, position, new RemovalSelection.UpTo(long.MaxValue))).Position!;

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, after, Row(11, "a", "new")), Cancel));

        Assert.Equal(11, Assert.Single(await ReadAllAsync(stream)).Sequence);
        Assert.Equal(11, Assert.Single(await Log.FindAsync(stream, ["a"], Cancel)).Sequence);
        Assert.Equal("new", Assert.Single(await Log.FindCurrentAsync(stream, ["a"], Cancel)).Target);
        Assert.Equal(new StreamPosition(1, Owner, 11, 2, 10), await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_CorrectionOfARemovedObservation_IsRefused()
    {
        var taxi = Row(1, "a", "x");
        var (stream, position) = await CreateStreamAsync(taxi);
        await RemoveAsync(stream, position, new RemovalSelection.OfId("a"));

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Correction(2, taxi, "x", "y")), Cancel));
    }

    [Fact]
    public async Task Remove_RepeatedRemovals_AddUp()
    {
        var (stream, position) = await SixObservationsAsync();

        await RemoveAsync(stream, position, new RemovalSelection.OfId("a"));
        await RemoveAsync(stream, position, new RemovalSelection.OfId("a"));
        var result = await RemoveAsync(stream, position, new RemovalSelection.OfEntity("e2"));

        Assert.Equal(position with { Generation = 3, Removed = 6 }, result.Position);
        Assert.Equal(4, (await ReadAllAsync(stream)).Count);
        Assert.Equal(["e1"], (await Log.ListEntitiesAsync(stream, null, 10, Cancel)).Select(entity => entity.Entity));
    }

    [Fact]
    public async Task Remove_OtherEpochOwnerOrHead_IsFencedAndChangesNothing()
    {
        var (stream, position) = await SixObservationsAsync();
        StreamPosition[] wrong =
        [
            position with { Epoch = 0 }, position with { Epoch = 2 }, position with { Owner = "silo-2" }, position with { Owner = "" },
            position with { Head = 9 }, position with { Head = 11 },
        ];
        foreach (var belief in wrong)
        {
            var result = await RemoveAsync(stream, belief, new RemovalSelection.OfId("a"));
            Assert.Equal((AppendVerdict.Fenced, 0), (result.Verdict, result.Removed));
            Assert.Null(result.Position);
        }

        Assert.Equal(AppendVerdict.Fenced, (await RemoveAsync(new StreamKey("no", "one"), position, new RemovalSelection.OfId("a"))).Verdict);
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(10, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Remove_AfterATake_IsFenced()
    {
        var (stream, old) = await SixObservationsAsync();
        var taken = await TakeAsync(stream, "silo-2");

        Assert.Equal(AppendVerdict.Fenced, (await RemoveAsync(stream, old, new RemovalSelection.OfId("a"))).Verdict);
        Assert.Equal(taken, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(1, (await RemoveAsync(stream, taken, new RemovalSelection.OfId("a"))).Removed);
    }

    [Theory]
    [InlineData(FaultPoint.Remove_AfterFenceBeforeRows)]
    [InlineData(FaultPoint.Remove_AfterRowsBeforeCommit)]
    public async Task Remove_FaultInside_ChangesNothing(FaultPoint point)
    {
        var (stream, position) = await SixObservationsAsync();
        await PublishAsync(stream, position, "checkpoints/a");
        Storage.Faults.On(point, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => RemoveAsync(stream, position, new RemovalSelection.OfSubject("s1")));

        Storage.Faults.Clear();
        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(10, (await ReadAllAsync(stream)).Count);
        Assert.Single(await Storage.Checkpoints.ListAsync(stream, 1, Cancel));
        Assert.NotNull(await Storage.EntityStates.FindAsync(stream, 1, "e1", Cancel));
        Assert.Equal(2, (await RemoveAsync(stream, position, new RemovalSelection.OfSubject("s1"))).Removed);
    }

    [Fact]
    public async Task Remove_UnpairedSurrogate_IsRefusedAndChangesNothing()
    {
        var (stream, position) = await SixObservationsAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => RemoveAsync(stream, position, new RemovalSelection.OfSubject("\uD800")));

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Remove_NaughtySubject_TakesExactlyIts(string text)
    {
        var (stream, position) = await CreateStreamAsync(Row(1, "a", "x", text, text), Row(2, "b", "x", text + "x", text + "x"), Row(3, "c", "x", null));

        Assert.Equal(1, (await RemoveAsync(stream, position, new RemovalSelection.OfSubject(text))).Removed);
        Assert.Equal(0, (await RemoveAsync(stream, position, new RemovalSelection.OfEntity(text))).Removed);

        Assert.Equal(["b", "c"], (await ReadAllAsync(stream)).Select(row => row.Id));
    }

    [Theory]
    [InlineData(0, 9L)]
    [InlineData(1, 6L)]
    [InlineData(3, 3L)]
    [InlineData(5, 1L)]
    [InlineData(6, null)]
    [InlineData(long.MaxValue, null)]
    public async Task FindTrimPoint_Keep_IsTheNewestThatMustGo(long keep, long? expected)
    {
        var (stream, position) = await SixObservationsAsync();

        Assert.Equal(expected, await Log.FindTrimPointAsync(stream, keep, Cancel));

        if (expected is { } point)
        {
            await RemoveAsync(stream, position, new RemovalSelection.UpTo(point));
            Assert.Equal(keep, (await Log.MeasureAsync(stream, Cancel)).Observations);
        }
    }

    [Fact]
    public async Task Measure_StreamWithCorrections_CountsObservationsOnly()
    {
        var (stream, position) = await SixObservationsAsync();

        Assert.Equal(new StreamExtent(6, Row(1).At), await Log.MeasureAsync(stream, Cancel));
        await RemoveAsync(stream, position, new RemovalSelection.OfId("a"));
        Assert.Equal(new StreamExtent(5, Row(2).At), await Log.MeasureAsync(stream, Cancel));
        await RemoveAsync(stream, position, new RemovalSelection.UpTo(long.MaxValue));
        Assert.Equal(new StreamExtent(0, null), await Log.MeasureAsync(stream, Cancel));
        Assert.Equal(new StreamExtent(0, null), await Log.MeasureAsync(new StreamKey("no", "one"), Cancel));
        Assert.Null(await Log.FindTrimPointAsync(new StreamKey("no", "one"), 0, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.FindTrimPointAsync(stream, -1, Cancel));
    }

    /// <summary>
    /// Observations a to f of two entities and subjects, at 1, 2, 3, 5, 6 and 9, and four corrections of them. None of f, which is the newest.
    /// </summary>
    private async Task<(StreamKey Stream, StreamPosition Position)> SixObservationsAsync()
    {
        var a = Row(1, "a", "x", "e1", "s1");
        var b = Row(2, "b", "x", "e2", "s2");
        var c = Row(3, "c", "x", "e1", "s1");
        var d = Row(5, "d", "x", null);
        var e = Row(6, "e", "x", "e1");
        var f = Row(9, "f", "x", "e2", "s2");
        return await CreateStreamAsync(
            a, b, c, Correction(4, a, "x", "y"), d, e, Correction(7, a, "y", "z"), Correction(8, d, "x", "y"), f, Correction(10, b, "x", "y"));
    }

    private async Task PublishAsync(StreamKey stream, StreamPosition position, string blobName)
    {
        var record = new CheckpointRecord
        {
            Sequence = position.Head,
            Generation = position.Generation,
            Epoch = position.Epoch,
            BlobName = blobName,
            Sha256 = new byte[32],
            SizeBytes = 1,
            Metrics = [],
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.True(await Storage.Checkpoints.PublishAsync(stream, position.Owner, record, Cancel));
        await Storage.EntityStates.PublishAsync(stream, State(position.Generation), Cancel);
    }

    private static StoredEntityState State(long generation) =>
        new() { Entity = "e1", Generation = generation, Sequence = 6, Bytes = [1, 2], Sha256 = SHA256.HashData([1, 2]) };
}
