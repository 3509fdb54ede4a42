using System.Security.Cryptography;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Kills;

/// <summary>Compares what a storage holds with what writers acknowledged and announced before they died.</summary>
internal sealed class KilledWriterOracle(int streams)
{
    /// <summary>The last removal that was announced in each generation of a model's log: it was done, where there is a later generation.</summary>
    private readonly SortedDictionary<(string Model, long Generation), KilledRemoval> _removals = [];

    /// <summary>Generations of logs in which a removal was announced, so far.</summary>
    public int Removals => _removals.Count;

    /// <summary>Checks after each writer, in the order in which they ran.</summary>
    public async Task CheckAsync(WrittenStorage storage, KilledWriterProcess writer)
    {
        foreach (var (model, removal) in writer.Announced)
        {
            _removals[(model, removal.Generation)] = removal;
        }

        for (var stream = 0; stream < streams; stream++)
        {
            await CheckRowsAsync(storage, $"model{stream}", writer);
            await CheckCheckpointsAsync(storage, $"model{stream}", writer);
        }
    }

    private async Task CheckRowsAsync(WrittenStorage storage, string model, KilledWriterProcess writer)
    {
        // A model whose creation was killed has neither a stream nor rows.
        var key = new StreamKey(KilledRows.Tenant, model);
        var position = await storage.Observations.ReadPositionAsync(key, default) ?? new StreamPosition(0, "", 0, 1);
        var rows = await storage.Observations.ReadAsync(key, 0, int.MaxValue, default);

        Assert.True(position.Head >= writer.Appended.GetValueOrDefault(model), $"{model}: head {position.Head}, {writer.Appended.GetValueOrDefault(model)} acknowledged");
        Assert.True(position.Generation >= writer.Generations.GetValueOrDefault(model), $"{model}: generation {position.Generation}, {writer.Generations.GetValueOrDefault(model)} acknowledged");
        Assert.Equal(position.Head - position.Removed, rows.Count);
        var observations = rows.Where(row => row.Corrects is null).ToList();
        Assert.Equal(observations.Count, observations.Select(row => row.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(observations.Count, (await storage.Observations.MeasureAsync(key, default)).Observations);
        Assert.Equal(observations.Count, (await storage.Observations.ListEntitiesAsync(key, null, int.MaxValue, default)).Sum(entity => entity.Observations));

        var expected = Expected(model, position);
        Assert.Equal(expected.Rows.Select(row => row.Sequence), rows.Select(row => row.Sequence));
        foreach (var (stored, wanted) in rows.Zip(expected.Rows))
        {
            CheckRow(stored, wanted);
        }
    }

    /// <summary>What the stream must hold: all rows up to its head in order, and the removals that were done, each at the head of its time.</summary>
    private WrittenStream Expected(string model, StreamPosition position)
    {
        var stream = new WrittenStream(model);
        var removals = new Queue<KilledRemoval>(_removals.Where(removal => removal.Key.Model == model && removal.Key.Generation < position.Generation).Select(removal => removal.Value));
        Assert.Equal(position.Generation - 1, removals.Count);
        for (var sequence = 1; sequence <= position.Head + 1; sequence++)
        {
            while (removals.TryPeek(out var removal) && removal.Head < sequence)
            {
                stream.Remove(removals.Dequeue());
            }

            if (sequence <= position.Head)
            {
                stream.Next(epoch: 0, sequence);
            }
        }

        return stream;
    }

    private static void CheckRow(StoredObservation stored, StoredObservation wanted)
    {
        Assert.Equal(
            (wanted.At, wanted.Target, wanted.Entity, wanted.Subject, wanted.Corrects, wanted.PreviousTarget),
            (stored.At, stored.Target, stored.Entity, stored.Subject, stored.Corrects, stored.PreviousTarget));
        Assert.True(wanted.Features.AsSpan().SequenceEqual(stored.Features));
        Assert.True(wanted.ContentDigest.AsSpan().SequenceEqual(stored.ContentDigest));
        Assert.StartsWith(wanted.Id[..^1], stored.Id, StringComparison.Ordinal);
    }

    private static async Task CheckCheckpointsAsync(WrittenStorage storage, string model, KilledWriterProcess writer)
    {
        var key = new StreamKey(KilledRows.Tenant, model);
        var generation = (await storage.Observations.ReadPositionAsync(key, default))?.Generation ?? 1;
        var records = await storage.Checkpoints.ListAsync(key, generation, default);
        if (writer.Checkpointed.TryGetValue(model, out var acknowledged) && acknowledged.Generation == generation)
        {
            Assert.True((records is [var newest, ..] ? newest.Sequence : 0) >= acknowledged.Sequence);
        }

        // Those of older generations went with the rows that they knew.
        var prefix = $"checkpoints/{model}/";
        Assert.Equal(records.Select(record => record.BlobName).Order(StringComparer.Ordinal), await storage.Checkpoints.ListBlobNamesAsync(prefix, default));
        foreach (var record in records)
        {
            var content = await storage.Blobs.GetAsync(record.BlobName, default);
            Assert.NotNull(content);
            Assert.Equal(record.Sha256, SHA256.HashData(content));
        }
    }
}
