using Berlin.Chaos.Cluster;
using Berlin.Chaos.Load;
using Berlin.Chaos.Oracle;

namespace Berlin.Chaos.Faults;

/// <summary>Where faults happen: a cluster under load, with what judges it.</summary>
internal sealed class FaultScene(ClusterUnderTest cluster, IReadOnlyList<ModelUnderLoad> models, CallLog log, ClusterOracle oracle, Random random)
{
    /// <summary>A trainer that takes no write for so long after the last fault counts as stuck.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    public ClusterUnderTest Cluster => cluster;

    public CallLog Log => log;

    public ClusterOracle Oracle => oracle;

    /// <summary>Draws what the seed decides.</summary>
    public Random Random => random;

    public IReadOnlyList<ModelUnderLoad> Trainers { get; } = [.. models.Where(model => model.IsTaught)];

    /// <summary>So many silos, drawn.</summary>
    public ClusterNode[] DrawSilos(int count)
    {
        var silos = cluster.Silos.ToArray();
        random.Shuffle(silos);
        return silos[..count];
    }

    public TimeSpan DrawSpan(TimeSpan from, TimeSpan to) => from + (random.NextDouble() * (to - from));

    /// <summary>The trainers whose streams these silos own, as PostgreSQL says.</summary>
    public async Task<ModelUnderLoad[]> TrainersOfAsync(IEnumerable<ClusterNode> silos, CancellationToken cancellationToken)
    {
        var owners = await oracle.ReadOwnersAsync(cancellationToken);
        var names = silos.Select(silo => $"{silo.Name}/").ToArray();
        return [.. Trainers.Where(trainer => names.Any(name => owners.GetValueOrDefault(trainer.ToString(), string.Empty).StartsWith(name, StringComparison.Ordinal)))];
    }

    /// <summary>Returns when every trainer has taken a write that was begun after now; how many have not within the bound.</summary>
    public async Task<int> WaitForAllTrainersAsync(CancellationToken cancellationToken)
    {
        using var watch = new RecoveryWatch(log, Trainers);
        return Trainers.Count - (await watch.WaitAsync(StuckAfter, cancellationToken)).Count;
    }

    /// <summary>A pause that is part of the fault: how long it lasts.</summary>
    public static Task HoldAsync(TimeSpan span, CancellationToken cancellationToken) => Task.Delay(span, TimeProvider.System, cancellationToken);
}
