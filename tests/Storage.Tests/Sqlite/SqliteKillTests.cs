using System.Security.Cryptography;
using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>Writers that die by kill -9 in the middle of their work: what they acknowledged is there, once and whole.</summary>
public sealed class SqliteKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Streams = 4;

    private static readonly FaultPoint[] Points =
    [
        FaultPoint.Append_AfterFenceBeforeRows,
        FaultPoint.Append_AfterRowsBeforeCommit,
        FaultPoint.Append_AfterCommitBeforeVerdict,
        FaultPoint.Checkpoint_DuringUpload,
        FaultPoint.Define_BeforeCommit,
        FaultPoint.Tenant_BeforeCommit,
    ];

    private readonly TemporaryFolder _folder = new();

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
            var passing = point.ToString().StartsWith("Append", StringComparison.Ordinal) ? random.Next(1, 30) : random.Next(1, 3);
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
        for (var stream = 0; stream < Streams; stream++)
        {
            await CheckRowsAsync(storage, $"model{stream}", writer);
            await CheckCheckpointsAsync(storage, $"model{stream}", writer);
        }
    }

    private static async Task CheckRowsAsync(SqliteStorage storage, string model, KilledWriterProcess writer)
    {
        var key = new StreamKey(KilledRows.Tenant, model);
        var position = await storage.Observations.ReadPositionAsync(key, default);
        var rows = await storage.Observations.ReadAsync(key, 0, int.MaxValue, default);

        // A model whose creation was killed has neither a stream nor rows.
        Assert.Equal(position?.Head ?? 0, rows.Count);
        Assert.True(rows.Count >= writer.Appended.GetValueOrDefault(model), $"{model}: {rows.Count} rows, {writer.Appended.GetValueOrDefault(model)} acknowledged");
        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct(StringComparer.Ordinal).Count());
        for (var index = 0; index < rows.Count; index++)
        {
            var expected = KilledRows.Make(model, epoch: 0, sequence: index + 1);
            Assert.Equal(expected.Sequence, rows[index].Sequence);
            Assert.Equal(expected.At, rows[index].At);
            Assert.Equal(expected.Target, rows[index].Target);
            Assert.True(expected.Features.AsSpan().SequenceEqual(rows[index].Features));
            Assert.True(expected.ContentDigest.AsSpan().SequenceEqual(rows[index].ContentDigest));
            Assert.StartsWith(expected.Id[..^1], rows[index].Id, StringComparison.Ordinal);
        }
    }

    private static async Task CheckCheckpointsAsync(SqliteStorage storage, string model, KilledWriterProcess writer)
    {
        var records = await storage.Checkpoints.ListAsync(new StreamKey(KilledRows.Tenant, model), 1, default);
        Assert.True((records is [var newest, ..] ? newest.Sequence : 0) >= writer.Checkpointed.GetValueOrDefault(model));
        foreach (var record in records)
        {
            var content = await storage.Blobs.GetAsync(record.BlobName, default);
            Assert.NotNull(content);
            Assert.Equal(record.Sha256, SHA256.HashData(content));
        }
    }
}
