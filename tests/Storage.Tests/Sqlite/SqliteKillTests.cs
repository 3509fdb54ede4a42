using System.Security.Cryptography;
using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>Writers that die by kill -9 in the middle of their work: what they acknowledged is there, once and whole, and what they removed is not.</summary>
public sealed class SqliteKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Streams = 4;

    private static readonly FaultPoint[] Points =
    [
        FaultPoint.Append_AfterFenceBeforeRows,
        FaultPoint.Append_AfterRowsBeforeCommit,
        FaultPoint.Append_AfterCommitBeforeVerdict,
        FaultPoint.Remove_AfterFenceBeforeRows,
        FaultPoint.Remove_AfterRowsBeforeCommit,
        FaultPoint.Checkpoint_DuringUpload,
        FaultPoint.Define_BeforeCommit,
        FaultPoint.Tenant_BeforeCommit,
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>The last removal that was announced in each generation of a model's log: it was done, where there is a later generation.</summary>
    private readonly SortedDictionary<(string Model, long Generation), KilledRemoval> _removals = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_AtFiftyRandomMoments_LosesNoAcknowledgedWrite()
    {
        const int Kills = 50;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var writer = KilledWriterProcess.Run(_folder.Path, Streams, random.Next(1_000_000), "-", random.Next(1, 60));
            await CheckAsync(writer);
        }

        Assert.True(_removals.Count > Kills, $"Only {_removals.Count} removals; the test shows little of them.");
    }

    [Fact]
    public async Task Kill_AtEveryFaultPoint_LosesNoAcknowledgedWrite()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);

        // Creation first: later starts find tenant and models, and do not pass those points any more.
        foreach (var point in Points.Reverse())
        {
            var passing = point.ToString().StartsWith("Append", StringComparison.Ordinal) ? random.Next(1, 30) : random.Next(1, 4);
            passing = point == FaultPoint.Tenant_BeforeCommit ? 1 : passing;
            var writer = KilledWriterProcess.Run(_folder.Path, Streams, random.Next(1_000_000), $"{point}@{passing}", killAfter: int.MaxValue);
            await CheckAsync(writer);
        }
    }

    private async Task CheckAsync(KilledWriterProcess writer)
    {
        await using var storage = SqliteStorage.Open(_folder.Path, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        var integrity = await storage.Database.ReadAsync(session => session.QueryText("PRAGMA integrity_check"), default);
        Assert.Equal("ok", integrity);
        Assert.Empty(Directory.EnumerateFiles(_folder["blobs"], ".*", SearchOption.AllDirectories));
        foreach (var (model, removal) in writer.Announced)
        {
            _removals[(model, removal.Generation)] = removal;
        }

        for (var stream = 0; stream < Streams; stream++)
        {
            await CheckRowsAsync(storage, $"model{stream}", writer);
            await CheckCheckpointsAsync(storage, $"model{stream}", writer);
        }
    }

    private async Task CheckRowsAsync(SqliteStorage storage, string model, KilledWriterProcess writer)
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

    private static async Task CheckCheckpointsAsync(SqliteStorage storage, string model, KilledWriterProcess writer)
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
