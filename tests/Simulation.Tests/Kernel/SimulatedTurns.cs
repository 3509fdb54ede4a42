using Berlin.Actors;

namespace Berlin.Simulation.Tests.Kernel;

/// <summary>Runs the turns of a silo's grains as events of its process, in an order that the seed draws.</summary>
internal sealed class SimulatedTurns(SimulatedProcess process) : ITurnExecutor
{
    public void Execute(IThreadPoolWorkItem turns, bool isFresh) =>
        process.Post(process.World.Jitter(), static state => ((IThreadPoolWorkItem)state!).Execute(), turns);
}
