using System.Globalization;
using Berlin.Chaos.Load;
using Berlin.Storage.Faults;

namespace Berlin.Chaos.Faults;

/// <summary>
/// A silo freezes inside the fenced transaction, with the stream's row locked. Whoever takes the stream over must not wait for it, and
/// when it wakes up its transaction must be gone.
/// </summary>
internal sealed class FreezeInTransaction : IFault
{
    /// <summary>Appends that the silo makes before: enough that it owns trainers by then.</summary>
    private const int Passing = 25;

    /// <summary>A silo that is dead learns of it, and ends, within two seconds of its waking; more where the machine is busy.</summary>
    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ReachBound = TimeSpan.FromSeconds(60);

    public string Name => "freeze-in-transaction";

    public string? Missing(FaultScene scene) => null;

    public async Task<FaultTrace> RunAsync(FaultScene scene, CancellationToken cancellationToken)
    {
        var silo = scene.DrawSilos(1)[0];
        var point = scene.Random.Next(2) == 0 ? FaultPoint.Append_AfterFenceBeforeRows : FaultPoint.Append_AfterRowsBeforeCommit;
        var specification = string.Create(CultureInfo.InvariantCulture, $"{point}@{Passing}:stop");
        await silo.StopInOrderAsync(cancellationToken);

        // It may own trainers, and freeze, before it is warm.
        silo.Start(new Dictionary<string, string> { ["BERLIN_FAULT"] = specification });
        var frozen = silo.Process;
        await frozen.WaitUntilStoppedAsync(ReachBound, cancellationToken);
        using var watch = new RecoveryWatch(scene.Log, scene.Trainers);
        var trainers = await scene.TrainersOfAsync([silo], cancellationToken);
        var recovered = await watch.WaitAsync(FaultScene.StuckAfter, cancellationToken);
        frozen.Continue();
        await frozen.WaitForExitAsync(EndBound, cancellationToken);
        await scene.Cluster.WaitUntilReadyAsync(cancellationToken);
        return new FaultTrace
        {
            Story = $"{silo.Name} frozen at {point} with {trainers.Length} trainers, its rows locked",
            Began = watch.Began,
            Recoveries = [.. trainers.Where(trainer => recovered.ContainsKey(trainer.Number)).Select(trainer => recovered[trainer.Number])],
            Stuck = scene.Trainers.Count - recovered.Count,
        };
    }
}
