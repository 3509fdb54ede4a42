using System.Diagnostics;
using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Kills;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>
/// Writers that die by kill -9, or are stopped and go on later, in the middle of their work on PostgreSQL. Whoever takes their streams
/// then finds what they acknowledged, once and whole.
/// </summary>
public sealed class PostgresKillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Streams = 4;

    /// <summary>In the order in which a new database meets them.</summary>
    private static readonly FaultPoint[] Points =
    [
        FaultPoint.Tenant_BeforeCommit,
        FaultPoint.Define_BeforeCommit,
        FaultPoint.Take_BeforeCommit,
        FaultPoint.Checkpoint_DuringUpload,
        FaultPoint.Publish_BeforeCommit,
        FaultPoint.Prune_BeforeCommit,
        FaultPoint.Remove_AfterFenceBeforeRows,
        FaultPoint.Remove_AfterRowsBeforeCommit,
        FaultPoint.Append_AfterFenceBeforeRows,
        FaultPoint.Append_AfterRowsBeforeCommit,
        FaultPoint.Postgres_AfterCommitIsSent,
        FaultPoint.Append_AfterCommitBeforeVerdict,
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly KilledWriterOracle _oracle = new(Streams);
    private string _connectionString = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connectionString = await PostgresForTests.CreateMigratedDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_connectionString.Length > 0)
        {
            await PostgresForTests.DropDatabaseAsync(_connectionString);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Kill_AtTenRandomMoments_LosesNoAcknowledgedWrite()
    {
        var random = MakeRandom();
        for (var kill = 0; kill < 10; kill++)
        {
            Assert.True((await RunAsync(random, "-", random.Next(1, 80), KilledWriterProcess.Kill)).IsKilled);
        }
    }

    [Fact]
    public async Task Kill_AtEveryFaultPoint_LosesNoAcknowledgedWrite()
    {
        var random = MakeRandom();
        foreach (var point in Points)
        {
            var passing = $"{point}".Split('_')[0] switch
            {
                "Append" or "Postgres" => random.Next(1, 30),
                "Tenant" => 1,
                _ => random.Next(1, 4),
            };
            Assert.True((await RunAsync(random, $"{point}@{passing}", int.MaxValue, KilledWriterProcess.Kill)).IsKilled);
        }
    }

    [Fact]
    public async Task Stop_WhileItsStreamsAreTaken_FencesItAndLosesNoAcknowledgedWrite()
    {
        const int Stops = 3;
        var random = MakeRandom();
        var stopped = 0;
        while (stopped < Stops)
        {
            var writer = await RunAsync(random, "-", random.Next(20, 80), process =>
            {
                stopped++;
                TakeWhileStopped(process);
            });
            Assert.False(writer.IsKilled || writer.ExitCode == 0, $"Exit code {writer.ExitCode}: nothing fenced a writer whose streams were taken.");
        }
    }

    /// <summary>
    /// Runs a writer to its end and compares. One that the store let down, because the machine is busy or its streams were taken, dies
    /// as well and is compared as well, and where nothing was done to it yet another one is run.
    /// </summary>
    private async Task<KilledWriterProcess> RunAsync(Random random, string faults, int after, Action<Process> act)
    {
        const int MaxLetDown = 10;
        for (var run = 1; ; run++)
        {
            var isDone = false;
            var writer = KilledWriterProcess.Run(
                _folder.Path, Streams, random.Next(1_000_000), faults, after, process => { isDone = true; act(process); }, _connectionString);
            await TakeAndCheckAsync(writer);
            if (isDone || writer.IsKilled)
            {
                return writer;
            }

            Assert.True(
                run < MaxLetDown && writer.Errors.Contains(nameof(StoreUnavailableException), StringComparison.Ordinal),
                $"Exit code {writer.ExitCode} after {run} runs: {writer.Errors}");
        }
    }

    private Random MakeRandom()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private void TakeWhileStopped(Process writer)
    {
        Signal(writer, "STOP");
        try
        {
            var watch = Stopwatch.StartNew();
            TakeAsync().GetAwaiter().GetResult();
            output.WriteLine($"{Streams} streams of a stopped writer taken within {watch.Elapsed.TotalMilliseconds:0} ms");
        }
        finally
        {
            Signal(writer, "CONT");
        }
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Takes every stream, so that no commit of the writer that the server still works on can come later, and compares.</summary>
    private async Task TakeAndCheckAsync(KilledWriterProcess writer)
    {
        await TakeAsync();
        await using var storage = await OpenAsync();
        await _oracle.CheckAsync(storage, writer);
    }

    private async Task TakeAsync()
    {
        await using var storage = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream =>
            storage.Observations.TakeAsync(new StreamKey(KilledRows.Tenant, $"model{stream}"), "reader", Cancel)));
    }

    private Task<WrittenStorage> OpenAsync() => WrittenStorage.OpenAsync(_folder.Path, _connectionString, "reader", NoFaults.Instance);
}
