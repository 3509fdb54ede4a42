using Berlin.Simulation.Tests.Network;
using Berlin.Simulation.Tests.Silos;
using Berlin.Simulation.Tests.Workload;

namespace Berlin.Simulation.Tests.Oracle;

/// <summary>
/// Judges predictions: a silo that runs, can be reached, and holds the head of a model answers for it, whatever has become of the database and
/// of the other silos.
/// </summary>
internal sealed class PredictionOracle(SimulatedCluster cluster)
{
    /// <summary>A head that nobody asks is forgotten after a while; one that answered so lately is there.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(8);

    /// <summary>Tries that had to succeed.</summary>
    public int Judged { get; private set; }

    /// <summary>Begins to watch a try; null where the silo need not answer.</summary>
    public Watch? Begin(SiloSlot slot, ModelPlan model) =>
        slot.Silo is { IsServing: true, Process: { IsRunning: true } process } silo
        && slot.Gateway.IsWhole
        && silo.LoadedHeads.TryGetValue(model.Key, out var loaded)
        && cluster.World.Elapsed - loaded.At < Remembered
        && loaded.Generation == Generation(model)
            ? new Watch(silo, process.Pauses, slot.Gateway.Cuts, loaded.Generation)
            : null;

    /// <summary>Takes note of the answer, and judges one that should have been there.</summary>
    public void End<T>(SiloSlot slot, ModelPlan model, Watch? watch, Outcome<T> outcome)
    {
        if (outcome.Certainty == Certainty.Done)
        {
            if (slot.Silo is { } answered)
            {
                answered.LoadedHeads[model.Key] = (cluster.World.Elapsed, Generation(model));
            }
        }
        else if (watch is not null && outcome.Failure is not HopException && Holds(watch, slot, model))
        {
            throw new ViolationException($"{slot.Silo!.Process} holds the head of {model}, runs and can be reached, and a prediction failed: {outcome.Failure}");
        }

        Judged += watch is null ? 0 : 1;
    }

    private bool Holds(Watch watch, SiloSlot slot, ModelPlan model) =>
        slot.Silo == watch.Silo
        && watch.Silo is { IsServing: true, Process.IsRunning: true }
        && watch.Silo.Process.Pauses == watch.Pauses
        && slot.Gateway.Cuts == watch.Cuts
        && Generation(model) == watch.Generation;

    private long Generation(ModelPlan model) => cluster.Database.Tables.Find(model.Stream) is { } table ? table.Position.Generation : 0;

    /// <summary>What held when a try began.</summary>
    internal sealed record Watch(SimulatedSilo Silo, int Pauses, int Cuts, long Generation);
}
