using Berlin.Simulation.Tests.Kernel;
using Berlin.Storage.Faults;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>Kills a silo's process at a named point of its code, now and then. What follows the point never happens.</summary>
internal sealed class CrashPoints(SimulatedProcess process, CrashChance chance) : IFaultInjector
{
    public void Pass(FaultPoint point)
    {
        process.World.CheckThread();
        if (chance.Draw())
        {
            process.World.Write($"fault: {process} crashes at {point}");
            process.Kill();
            throw new CrashException();
        }
    }

    /// <summary>Unwinds the stack of a process that is gone; nobody that is alive sees it.</summary>
    private sealed class CrashException : Exception;
}
