using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Tests.Kills;
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

    private readonly KilledWriterOracle _oracle = new(Streams);

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

        Assert.True(_oracle.Removals > Kills, $"Only {_oracle.Removals} removals; the test shows little of them.");
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
        await _oracle.CheckAsync(WrittenStorage.Of(storage), writer);
    }
}
