using Berlin.Chaos.Load;

namespace Berlin.Chaos.Faults;

/// <summary>kill -9 of silos. They come back at once, as under a supervisor, or after their trainers have moved: the seed decides.</summary>
internal sealed class KillSilos(string name, int count, bool? comeBackAtOnce = null) : IFault
{
    public string Name => name;

    public string? Missing(FaultScene scene) => scene.Cluster.Silos.Count < count ? $"the cluster has {scene.Cluster.Silos.Count} silos" : null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var isAll = count == scene.Cluster.Silos.Count;
        var victims = scene.DrawSilos(count);
        var atOnce = isAll || (comeBackAtOnce ?? scene.Random.Next(3) == 0);
        var trainers = await scene.TrainersOfAsync(victims, cancellationToken);
        foreach (var victim in victims)
        {
            victim.Process.Kill();
        }

        using var watch = new RecoveryWatch(scene.Log, trainers);
        if (atOnce)
        {
            scene.Cluster.StartMissingSilos();
        }

        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        scene.Cluster.StartMissingSilos();
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"{string.Join(", ", victims.Select(victim => victim.Name))} killed with {trainers.Length} trainers, back {(atOnce ? "at once" : "after they had moved")}",
            Began = watch.Began,
            Recoveries = [.. recovered.Values],
            Stuck = trainers.Length - recovered.Count,
            Kills = count,
            LeavesNobody = isAll,
        };
    }
}
