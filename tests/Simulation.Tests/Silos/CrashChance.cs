using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>How likely a silo crashes at a named point of its code; 0 once the faults are over.</summary>
internal sealed class CrashChance(Draws draws)
{
    public double Chance { get; set; }

    public bool Draw() => Chance > 0 && draws.Chance(Chance);
}
