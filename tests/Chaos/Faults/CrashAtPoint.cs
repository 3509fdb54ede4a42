using Berlin.Chaos.Cluster;
using Berlin.Chaos.Load;
using Berlin.Storage.Faults;

namespace Berlin.Chaos.Faults;

/// <summary>
/// A silo ends itself at a named point, as kill -9 would there. Where the load does not pass the point, calls beside it do, to models
/// and tenants that nobody else uses.
/// </summary>
internal sealed class CrashAtPoint(FaultPoint point) : IFault
{
    private const int KilledExitCode = 137;

    private static readonly string[] Frequent = ["Append_", "Absorb_", $"{FaultPoint.Observe_BeforeAck}", $"{FaultPoint.Postgres_AfterCommitIsSent}"];

    private static readonly TimeSpan ReachBound = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan OneSiloBound = TimeSpan.FromSeconds(15);

    public string Name => $"crash-{point}";

    public string? Missing(FaultScene scene) => null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var (silo, began) = await CrashOneAsync(scene, cancellationToken);
        using var watch = new RecoveryWatch(scene.Log, scene.Trainers);
        var trainers = await scene.TrainersOfAsync([silo], cancellationToken);
        silo.Start();
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"{silo.Name} died at {point} with {trainers.Length} trainers, back at once",
            Began = began,
            Recoveries = [.. trainers.Where(trainer => recovered.ContainsKey(trainer.Number)).Select(trainer => recovered[trainer.Number])],
            Stuck = scene.Trainers.Count - recovered.Count,
            Kills = 1,
        };
    }

    /// <summary>Whether only one silo of a cluster passes the point: the one whose grain takes care of all tenants, or that the gateway sends all new jobs to.</summary>
    public static bool IsPassedByOneSilo(FaultPoint point) =>
        point is FaultPoint.Tenant_BeforeCommit or FaultPoint.Rename_BeforeCommit or FaultPoint.Job_AfterInputBeforeCreate;

    /// <summary>What a silo must find in its environment to die at a point.</summary>
    public static IReadOnlyDictionary<string, string> Arming(FaultPoint point) => new Dictionary<string, string> { ["BERLIN_FAULT"] = $"{point}@{PassingOf(point)}" };

    /// <summary>Makes a silo that was started with <see cref="Arming"/> pass its point, and returns when it has died of it.</summary>
    /// <exception cref="TimeoutException">It never passed the point.</exception>
    /// <exception cref="InvalidOperationException">It ended in another way.</exception>
    public static async Task AwaitDeathAsync(FaultScene scene, ClusterNode silo, FaultPoint point, CancellationToken cancellationToken)
    {
        using var passing = await PointPassing.BeginAsync(point, scene, cancellationToken);
        var bound = IsPassedByOneSilo(point) ? OneSiloBound : ReachBound;
        var code = await silo.Process.WaitForExitAsync(bound, cancellationToken);
        while (code is ClusterNode.DatabaseAway or ClusterNode.DeclaredDead)
        {
            // Started again by its supervisor, unarmed.
            silo.Process.Kill();
            silo.Start(Arming(point));
            code = await silo.Process.WaitForExitAsync(bound, cancellationToken);
        }

        if (code != KilledExitCode)
        {
            throw new InvalidOperationException($"{silo.Name} ended with {code} instead of dying at {point}:{Environment.NewLine}{silo.Log.Tail}");
        }
    }

    private async Task<(ClusterNode Silo, TimeSpan Began)> CrashOneAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        // Where it has to be one certain silo, which it is shows when it dies.
        foreach (var silo in scene.DrawSilos(IsPassedByOneSilo(point) ? scene.Cluster.Silos.Count : 1))
        {
            await silo.StopInOrderAsync(cancellationToken);

            // Warming up it may pass the point already, so nobody waits until it is ready.
            silo.Start(Arming(point));
            var began = scene.Log.Now;
            try
            {
                await AwaitDeathAsync(scene, silo, point, cancellationToken);
                return (silo, began);
            }
            catch (TimeoutException) when (IsPassedByOneSilo(point))
            {
                await silo.RestartInOrderAsync(variables: null, cancellationToken);
            }
        }

        throw new TimeoutException($"No silo passed {point}.");
    }

    // Rare points are met at once; of those that every append passes, a later one is met, when several trainers are at work.
    private static int PassingOf(FaultPoint point) =>
        Frequent.Any(prefix => $"{point}".StartsWith(prefix, StringComparison.Ordinal)) ? 20 : 1;
}
