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

    /// <summary>
    /// After a removal a head must be opened anew, from the store, before it answers again; by then it has been, unless the store was away
    /// all the time.
    /// </summary>
    private static readonly TimeSpan Reopened = TimeSpan.FromSeconds(20);

    /// <summary>Tries that had to succeed.</summary>
    public int Judged { get; private set; }

    /// <summary>Begins to watch a try; null where the silo need not answer.</summary>
    public Watch? Begin(SiloSlot slot, ModelPlan model) =>
        slot.Silo is { IsServing: true, Process: { IsRunning: true, Lag.Ticks: 0 } process } silo
        && slot.Gateway.IsWhole
        && silo.LoadedHeads.TryGetValue(model.Key, out var answeredAt)
        && cluster.World.Elapsed - answeredAt < Remembered
        && !WasRemovedFrom(model)
            ? new Watch(silo, process.Stalls, slot.Gateway.Cuts)
            : null;

    /// <summary>Takes note of the answer, and judges one that should have been there.</summary>
    public void End<T>(SiloSlot slot, SimulatedSilo? asked, ModelPlan model, Watch? watch, Outcome<T> outcome)
    {
        if (outcome.Certainty == Certainty.Done)
        {
            // Not the silo that has come in the place of the one that answered.
            if (asked is not null && asked == slot.Silo)
            {
                asked.LoadedHeads[model.Key] = cluster.World.Elapsed;
            }
        }
        else if (watch is not null && Holds(watch, slot, model))
        {
            throw new ViolationException($"{slot.Silo!.Process} holds the head of {model}, runs and can be reached, and a prediction failed: {outcome.Failure}");
        }

        Judged += watch is null ? 0 : 1;
    }

    private bool Holds(Watch watch, SiloSlot slot, ModelPlan model) =>
        slot.Silo == watch.Silo
        && watch.Silo is { IsServing: true, Process.IsRunning: true }
        && watch.Silo.Process.Stalls == watch.Stalls
        && slot.Gateway.Cuts == watch.Cuts
        && !WasRemovedFrom(model);

    private bool WasRemovedFrom(ModelPlan model) => cluster.World.Elapsed - cluster.Oracle.LastRemoval(model.Stream) < Reopened;

    /// <summary>What held when a try began.</summary>
    internal sealed record Watch(SimulatedSilo Silo, int Stalls, int Cuts);
}
