using System.Globalization;
using Berlin.Chaos.Cluster;
using Berlin.Chaos.Load;

namespace Berlin.Chaos.Faults;

/// <summary>
/// SIGSTOP of one silo for a multiple of the lease. Under the lease nothing changes its owner; past it the others take over, and the
/// silo that wakes up ends, or joins anew, within two seconds.
/// </summary>
internal sealed class PauseSilo(double leases) : IFault
{
    /// <summary>Time to live of a silo's lease, as it is unless told.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>A silo that is dead learns of it, and ends, within this.</summary>
    private static readonly TimeSpan RejoinBound = TimeSpan.FromSeconds(2);

    public string Name => string.Create(CultureInfo.InvariantCulture, $"pause-{leases}");

    public string? Missing(FaultScene scene) => null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var silo = scene.DrawSilos(1)[0];
        var trainers = await scene.TrainersOfAsync([silo], cancellationToken);
        var before = await scene.Oracle.ReadOwnersAsync(cancellationToken);
        silo.Process.Stop();
        using var watch = new RecoveryWatch(scene.Log, trainers);
        await FaultScene.HoldAsync(leases * Lease, cancellationToken);
        silo.Process.Continue();
        var violations = leases < 1
            ? await ChangedOwnersAsync(scene, silo, trainers, before, cancellationToken)
            : await AwaitNewIdentityAsync(silo, cancellationToken);
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        scene.Cluster.StartMissingSilos();
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = string.Create(CultureInfo.InvariantCulture, $"{silo.Name} frozen with {trainers.Length} trainers for {leases} leases"),
            Began = watch.Began,
            Recoveries = [.. recovered.Values],
            Stuck = trainers.Length - recovered.Count,
            Violations = violations,
        };
    }

    private static async Task<List<string>> ChangedOwnersAsync(
        FaultScene scene, ClusterNode silo, ModelUnderLoad[] trainers, IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        await scene.WaitForAllTrainersAsync(cancellationToken);
        var after = await scene.Oracle.ReadOwnersAsync(cancellationToken);
        return
        [
            .. trainers.Select(trainer => trainer.ToString()).Where(trainer => after[trainer] != before[trainer])
                .Select(trainer => $"{trainer} went from {before[trainer]} to {after[trainer]} although {silo.Name} was frozen for less than its lease"),
        ];
    }

    // The process ends (a supervisor starts it again), or is ready under a new generation.
    private static async Task<List<string>> AwaitNewIdentityAsync(ClusterNode silo, CancellationToken cancellationToken)
    {
        try
        {
            await silo.Process.WaitForExitAsync(RejoinBound, cancellationToken);
            return [];
        }
        catch (TimeoutException)
        {
            return [$"{silo.Name} runs on {RejoinBound.TotalSeconds} s after it was frozen past its lease"];
        }
    }
}
