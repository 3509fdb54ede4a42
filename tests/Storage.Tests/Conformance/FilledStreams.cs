using System.Security.Cryptography;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>For suites about what goes or moves as a whole: models that have a bit of everything.</summary>
public abstract class FilledStreams : StorageConformance
{
    private static readonly byte[] StateBytes = [1, 2, 3];

    /// <summary>A model with three rows, a checkpoint, an entity state and a job; all of them bear its names.</summary>
    protected async Task<StreamKey> FillAsync(string tenant, string model)
    {
        var stream = await CreateStreamAsync(tenant, model);
        var position = await TakeAsync(stream);
        var first = Row(1, "a", "x", "e", "s");
        await Storage.Observations.AppendAsync(Append(stream, position, first, Row(2, "b", "x", "e", "s"), Correction(3, first, "x", "y")), Cancel);
        await Storage.Checkpoints.PublishAsync(stream, Owner, Checkpoint(stream, position), Cancel);
        await Storage.EntityStates.PublishAsync(stream, State(position.Generation), Cancel);
        var job = new NewJob { Id = $"job-{tenant}-{model}", Tenant = tenant, Model = model, Options = "{}", InputBytes = 1 };
        Assert.Equal(JobCreateVerdict.Created, await Storage.Jobs.CreateAsync(job, 100, Cancel));
        return stream;
    }

    /// <summary>All of it is there, under the names that the stream has now.</summary>
    protected async Task<StreamPosition> AssertWholeAsync(StreamKey stream)
    {
        Assert.Equal(Definition, (await Storage.Models.FindAsync(stream.Tenant, stream.Model, Cancel))!.Definition);
        var position = (await Storage.Observations.ReadPositionAsync(stream, Cancel))!;
        Assert.Equal(3, position.Head);
        Assert.Equal(3, (await ReadAllAsync(stream)).Count);
        Assert.Single(await Storage.Checkpoints.ListAsync(stream, position.Generation, Cancel));
        Assert.NotNull(await Storage.EntityStates.FindAsync(stream, position.Generation, "e", Cancel));
        Assert.Contains(await Storage.Jobs.ListAsync(stream.Tenant, null, 100, Cancel), job => job.Model == stream.Model);
        return position;
    }

    protected async Task AssertGoneAsync(StreamKey stream)
    {
        Assert.Null(await Storage.Models.FindAsync(stream.Tenant, stream.Model, Cancel));
        Assert.Null(await Storage.Observations.ReadPositionAsync(stream, Cancel));
        Assert.Empty(await ReadAllAsync(stream));
        Assert.DoesNotContain(await Storage.Jobs.ListAsync(stream.Tenant, null, 100, Cancel), job => job.Model == stream.Model);
    }

    /// <summary>A new stream of an old name holds nothing, and takes nothing from those who held the old one or followed it.</summary>
    protected async Task AssertEmptyAndFencesAsync(StreamKey stream, StreamPosition old)
    {
        await AssertRefusesAsync(stream, old);
        var taken = await TakeAsync(stream, old.Owner);
        Assert.True(taken.Epoch > old.Epoch && taken.Generation > old.Generation && taken.Head == 0);
        await AssertRefusesAsync(stream, old);
        Assert.Empty(await ReadAllAsync(stream));
        Assert.Empty(await Storage.Checkpoints.ListAsync(stream, taken.Generation, Cancel));
        Assert.Null(await Storage.EntityStates.FindAsync(stream, taken.Generation, "e", Cancel));
        Assert.Equal(AppendVerdict.Committed, await Storage.Observations.AppendAsync(Append(stream, taken, 1), Cancel));
    }

    /// <summary>Who holds a stream that is not there any more can do nothing to the one of its name.</summary>
    protected async Task AssertRefusesAsync(StreamKey stream, StreamPosition old)
    {
        Assert.Equal(AppendVerdict.Fenced, await Storage.Observations.AppendAsync(Append(stream, old, 1, "zombie"), Cancel));
        Assert.Equal(AppendVerdict.Fenced, (await RemoveAsync(stream, old, new RemovalSelection.UpTo(long.MaxValue))).Verdict);
        Assert.False(await Storage.Checkpoints.PublishAsync(stream, old.Owner, Checkpoint(stream, old) with { BlobName = "checkpoints/zombie" }, Cancel));
        Assert.False(await Storage.EntityStates.PublishAsync(stream, State(old.Generation) with { Sequence = 99 }, Cancel));
    }

    private static CheckpointRecord Checkpoint(StreamKey stream, StreamPosition position) => new()
    {
        Sequence = 3,
        Generation = position.Generation,
        Epoch = position.Epoch,
        BlobName = $"checkpoints/{stream.Tenant}-{stream.Model}",
        Sha256 = new byte[32],
        SizeBytes = 1,
        Metrics = [],
        PublishedAt = DateTimeOffset.UnixEpoch,
    };

    private static StoredEntityState State(long generation) =>
        new() { Entity = "e", Generation = generation, Sequence = 3, Bytes = StateBytes, Sha256 = SHA256.HashData(StateBytes) };
}
