using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;
using Berlin.Chaos.Oracle;

namespace Berlin.Chaos.Campaign;

/// <summary>A cluster under load with its oracle: what a campaign and the tests have in common.</summary>
internal sealed class ClusterSession : IAsyncDisposable
{
    private readonly int _seed;
    private readonly LoadRun _load;

    private ClusterSession(ClusterUnderTest cluster, LoadShape shape, IReadOnlyList<ModelUnderLoad> models, ClusterOracle oracle, int seed)
    {
        _seed = seed;
        Cluster = cluster;
        Models = models;
        Oracle = oracle;
        _load = LoadRun.Start(shape, models, cluster.Gateway.Url, new CallLog(), seed);
    }

    public ClusterUnderTest Cluster { get; }

    public IReadOnlyList<ModelUnderLoad> Models { get; }

    public ClusterOracle Oracle { get; }

    public CallLog Log => _load.Log;

    /// <summary>Starts the cluster, makes what the load asks, and begins the load; returns when every trainer takes writes.</summary>
    public static async Task<ClusterSession> StartAsync(ClusterShape clusterShape, LoadShape loadShape, int seed)
    {
        var cluster = await ClusterUnderTest.StartAsync(clusterShape);
        try
        {
            var models = await LoadTargets.CreateAsync(cluster.Gateway.Url, await cluster.ReadOperatorKeyAsync(), loadShape);
            var oracle = await ClusterOracle.InstallAsync(cluster.Postgres.ConnectionString, cluster.Gateway.Url, models);
            var session = new ClusterSession(cluster, loadShape, models, oracle, seed);
            await session.WaitForFirstWritesAsync();
            return session;
        }
        catch
        {
            cluster.KeepsLogs = true;
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one fault to its end and lets the oracle judge.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="number">Decides, with the seed, what the fault draws.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FaultResult> RunAsync(IFault fault, int number, CancellationToken cancellationToken = default)
    {
        var trace = await fault.RunAsync(Scene(number), cancellationToken);
        var ended = Log.Now;
        var verdict = await Oracle.JudgeAsync(cancellationToken);
        return new FaultResult(number, fault.Name, trace, CallFigures.Of(Log.DueBetween(trace.Began, ended), CallKind.Predict), verdict);
    }

    /// <summary>Where the fault of a number happens.</summary>
    public FaultScene Scene(int number) => new(Cluster, Models, Log, Oracle, new Random(HashOf(_seed, number)));

    /// <summary>Ends the load, sends again what has no acknowledgement, and judges for the last time.</summary>
    public async Task<OracleVerdict> EndAsync()
    {
        var stuck = await _load.StopAsync(FaultScene.StuckAfter);
        var verdict = await Oracle.JudgeAsync();
        return verdict.Add(new OracleVerdict { Stuck = stuck.Count, Findings = [.. stuck.Select(model => $"{model} did not take what was sent again")] });
    }

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        Oracle.Dispose();
        await Cluster.DisposeAsync();
    }

    private async Task WaitForFirstWritesAsync()
    {
        if (await Scene(0).WaitForAllTrainersAsync(CancellationToken.None) is var stuck and > 0)
        {
            await _load.DisposeAsync();
            throw new InvalidOperationException($"{stuck} trainers take no writes before any fault:{Environment.NewLine}{Cluster.Tails()}");
        }
    }

    // Neighbouring seeds and numbers must not draw alike.
    private static int HashOf(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619));
}
