using Berlin.Chaos.Campaign;
using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;
using Berlin.Testing.Postgres;

[assembly: AssemblyFixture(typeof(Berlin.Cluster.Tests.SharedCluster))]

// Each test makes faults on the one cluster, and measures.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Berlin.Cluster.Tests;

/// <summary>One cluster under one load for all tests, started when the first asks for it. Each gets it whole and at work.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private static readonly LoadShape Shape = new();

    private readonly int _seed = Environment.TickCount;
    private ClusterSession? _session;
    private int _faults;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            session.Cluster.KeepsLogs = TestContext.Current.TestState?.Result == TestResult.Failed;
            await session.DisposeAsync();
        }
    }

    /// <summary>The cluster with all silos ready, every trainer taking writes and every model in memory; skips the test where there can be none.</summary>
    internal async Task<ClusterSession> GetAsync(ITestOutputHelper output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Clusters under test are driven by signals, which are Linux' own.");
        output.WriteLine($"seed {_seed}");
        try
        {
            _session ??= await ClusterSession.StartAsync(new ClusterShape { Settings = TestSettings.Frequent }, Shape, _seed);
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
        }

        output.WriteLine($"logs of the processes: {_session.Cluster.LogFolder}");
        await _session.Cluster.MendAsync();
        Assert.Equal(0, await _session.Scene(0).WaitForAllTrainersAsync(CancellationToken.None));
        await LoadTargets.WarmAsync(_session.Cluster.Gateway.Url, _session.Models);
        return _session;
    }

    /// <summary>Makes a fault, tells what became of it, and asserts what holds after every fault.</summary>
    internal async Task<FaultResult> RunAsync(IFault fault, ITestOutputHelper output)
    {
        var session = _session ?? throw new InvalidOperationException("No test has asked for the cluster.");
        var result = await session.RunAsync(fault, ++_faults);
        output.WriteLine($"{result}");
        foreach (var (reason, count) in result.Predictions.Reasons)
        {
            output.WriteLine($"    {count} x {reason}");
        }

        Assert.True(result.Verdict.IsClean, $"{result.Verdict}");
        Assert.Equal(0, result.Trace.Stuck);
        Assert.Empty(result.Trace.Violations);
        return result;
    }
}
