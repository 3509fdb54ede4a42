using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="ICheckpointCatalog"/> keeps.</summary>
public abstract class CheckpointCatalogConformance : StorageConformance
{
    private ICheckpointCatalog Catalog => Storage.Checkpoints;

    [Fact]
    public async Task Publish_AllColumns_AreReadBackAsGiven()
    {
        var (stream, epoch) = await TakenStreamAsync();
        var record = Record(17, epoch) with
        {
            Metrics = [0, 1, 255],
            Sha256 = [.. Enumerable.Repeat((byte)0xAB, 32)],
            PublishedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)).AddTicks(19),
        };

        Assert.True(await Catalog.PublishAsync(stream, Owner, record, Cancel));
        await Storage.ReopenAsync();

        AssertSame(record, Assert.Single(await Catalog.ListAsync(stream, 1, Cancel)));
    }

    [Fact]
    public async Task List_SeveralCheckpoints_NewestFirstOfOneGeneration()
    {
        var (stream, epoch) = await TakenStreamAsync();
        foreach (var sequence in new[] { 20, 5, 100 })
        {
            await Catalog.PublishAsync(stream, Owner, Record(sequence, epoch), Cancel);
        }

        await Catalog.PublishAsync(stream, Owner, Record(50, epoch, generation: 2), Cancel);

        Assert.Equal([100, 20, 5], (await Catalog.ListAsync(stream, 1, Cancel)).Select(record => record.Sequence));
        Assert.Equal([50], (await Catalog.ListAsync(stream, 2, Cancel)).Select(record => record.Sequence));
        Assert.Empty(await Catalog.ListAsync(stream, 3, Cancel));
    }

    [Fact]
    public async Task List_SameSequence_LaterEpochFirst()
    {
        var (stream, first) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(9, first), Cancel);
        var second = (await TakeAsync(stream)).Epoch;
        await Catalog.PublishAsync(stream, Owner, Record(9, second), Cancel);

        Assert.Equal([second, first], (await Catalog.ListAsync(stream, 1, Cancel)).Select(record => record.Epoch));
    }

    [Fact]
    public async Task Publish_SameBlobAgain_ChangesNothing()
    {
        var (stream, epoch) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(9, epoch), Cancel);

        Assert.True(await Catalog.PublishAsync(stream, Owner, Record(9, epoch) with { Metrics = [9] }, Cancel));

        AssertSame(Record(9, epoch), Assert.Single(await Catalog.ListAsync(stream, 1, Cancel)));
    }

    [Fact]
    public async Task Publish_UnknownStream_IsFenced()
    {
        Assert.False(await Catalog.PublishAsync(new StreamKey("no", "one"), Owner, Record(1, 1), Cancel));
        Assert.Empty(await Catalog.ListAsync(new StreamKey("no", "one"), 1, Cancel));
    }

    [Fact]
    public async Task SetAside_OneOfSeveral_IsNeverListedAgain()
    {
        var (stream, epoch) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(5, epoch), Cancel);
        await Catalog.PublishAsync(stream, Owner, Record(9, epoch), Cancel);

        await Catalog.SetAsideAsync(stream, Record(9, epoch).BlobName, "digest differs \0 ' 👩‍🚀", Cancel);
        await Catalog.SetAsideAsync(stream, Record(9, epoch).BlobName, "again", Cancel);
        await Catalog.SetAsideAsync(stream, "checkpoints/unknown", "unknown", Cancel);
        await Catalog.SetAsideAsync(new StreamKey("no", "one"), "checkpoints/unknown", "unknown", Cancel);
        await Catalog.PublishAsync(stream, Owner, Record(9, epoch), Cancel);
        await Storage.ReopenAsync();

        Assert.Equal([5], (await Catalog.ListAsync(stream, 1, Cancel)).Select(record => record.Sequence));
    }

    [Fact]
    public async Task ListBlobNames_GoodAndSetAside_AreAllNamed()
    {
        var (stream, epoch) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(4, epoch), Cancel);
        await Catalog.PublishAsync(stream, Owner, Record(9, epoch), Cancel);
        await Catalog.SetAsideAsync(stream, Record(9, epoch).BlobName, "bad", Cancel);

        var names = await Catalog.ListBlobNamesAsync("checkpoints/", Cancel);

        Assert.Equal([Record(4, epoch).BlobName, Record(9, epoch).BlobName], names.Order(StringComparer.Ordinal));
        Assert.Empty(await Catalog.ListBlobNamesAsync("checkpoints/z", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Catalog.ListBlobNamesAsync("Checkpoints/", Cancel));
    }

    [Fact]
    public async Task SetAside_OfOneStream_LeavesTheOther()
    {
        var (first, firstEpoch) = await TakenStreamAsync();
        var (second, secondEpoch) = await TakenStreamAsync("other");
        await Catalog.PublishAsync(first, Owner, Record(5, firstEpoch), Cancel);
        await Catalog.PublishAsync(second, Owner, Record(5, secondEpoch), Cancel);

        await Catalog.SetAsideAsync(first, Record(5, firstEpoch).BlobName, "bad", Cancel);

        Assert.Empty(await Catalog.ListAsync(first, 1, Cancel));
        Assert.Single(await Catalog.ListAsync(second, 1, Cancel));
    }

    [Fact]
    public async Task Prune_MoreThanKept_RemovesTheOldestAndTellsTheirBlobs()
    {
        var (stream, epoch) = await TakenStreamAsync();
        foreach (var sequence in new[] { 1, 2, 3, 4, 5 })
        {
            await Catalog.PublishAsync(stream, Owner, Record(sequence, epoch), Cancel);
        }

        await Catalog.SetAsideAsync(stream, Record(4, epoch).BlobName, "bad", Cancel);
        var pruned = await Catalog.PruneAsync(stream, Owner, epoch, 2, Cancel);

        // What is set aside neither counts as good nor goes away.
        Assert.Equal([Record(1, epoch).BlobName, Record(2, epoch).BlobName], pruned.Order(StringComparer.Ordinal));
        Assert.Equal([5, 3], (await Catalog.ListAsync(stream, 1, Cancel)).Select(record => record.Sequence));
        Assert.Empty(await Catalog.PruneAsync(stream, Owner, epoch, 2, Cancel));
    }

    [Fact]
    public async Task ListBlobNames_Prefix_NamesThoseOfEveryStreamOnce()
    {
        var (stream, epoch) = await TakenStreamAsync();
        var (other, otherEpoch) = await TakenStreamAsync("other");
        foreach (var name in new[] { "a/1", "a/2", "a-", "b/1" })
        {
            await Catalog.PublishAsync(stream, Owner, Record(1, epoch) with { BlobName = name }, Cancel);
        }

        await Catalog.PublishAsync(other, Owner, Record(77, otherEpoch, generation: 2) with { BlobName = "a/3" }, Cancel);
        await Catalog.PublishAsync(other, Owner, Record(77, otherEpoch) with { BlobName = "a/2" }, Cancel);
        await Catalog.SetAsideAsync(stream, "a/1", "bad", Cancel);

        Assert.Equal(["a/1", "a/2", "a/3"], await Catalog.ListBlobNamesAsync("a/", Cancel));
        Assert.Equal(["a-", "a/1", "a/2", "a/3"], await Catalog.ListBlobNamesAsync("a", Cancel));
        Assert.Equal(["a-", "a/1", "a/2", "a/3", "b/1"], await Catalog.ListBlobNamesAsync("", Cancel));
    }

    [Fact]
    public async Task Prune_AfterANewGeneration_CountsItsCheckpointsAsNewer()
    {
        var (stream, epoch) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(100, epoch), Cancel);
        await Catalog.PublishAsync(stream, Owner, Record(10, epoch, generation: 2), Cancel);

        Assert.Equal([Record(100, epoch).BlobName], await Catalog.PruneAsync(stream, Owner, epoch, 1, Cancel));
        Assert.Single(await Catalog.ListAsync(stream, 2, Cancel));
    }

    [Fact]
    public async Task Prune_Fenced_RemovesNothing()
    {
        var (stream, epoch) = await TakenStreamAsync();
        await Catalog.PublishAsync(stream, Owner, Record(1, epoch), Cancel);
        await Catalog.PublishAsync(stream, Owner, Record(2, epoch), Cancel);
        await TakeAsync(stream, "silo-2");

        Assert.Empty(await Catalog.PruneAsync(stream, Owner, epoch, 1, Cancel));
        Assert.Empty(await Catalog.PruneAsync(stream, "silo-2", epoch, 1, Cancel));
        Assert.Equal(2, (await Catalog.ListAsync(stream, 1, Cancel)).Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Catalog.PruneAsync(stream, Owner, epoch, 0, Cancel));
    }

    private async Task<(StreamKey Stream, long Epoch)> TakenStreamAsync(string model = "account-suggest")
    {
        var stream = await CreateStreamAsync(model: model);
        return (stream, (await TakeAsync(stream)).Epoch);
    }

    private static CheckpointRecord Record(long sequence, long epoch, long generation = 1) => new()
    {
        Sequence = sequence,
        Generation = generation,
        Epoch = epoch,
        BlobName = $"checkpoints/{generation}-{sequence}-{epoch}",
        Sha256 = new byte[32],
        SizeBytes = 1_000 + sequence,
        Metrics = [1, 2, 3],
        PublishedAt = DateTimeOffset.UnixEpoch.AddHours(sequence),
    };

    private static void AssertSame(CheckpointRecord expected, CheckpointRecord actual)
    {
        Assert.Equal(expected.Sha256, actual.Sha256);
        Assert.Equal(expected.Metrics, actual.Metrics);
        Assert.Equal(expected with { Sha256 = actual.Sha256, Metrics = actual.Metrics }, actual);
    }
}
