using Berlin.Simulation.Tests.Network;
using Berlin.Simulation.Tests.Store;

namespace Berlin.Simulation.Tests.Silos;

/// <summary>A machine with a name on which a silo runs, again and again: each start is another process.</summary>
internal sealed class SiloSlot(string name)
{
    public string Name => name;

    /// <summary>The silo that runs here now; null while none does.</summary>
    public SimulatedSilo? Silo { get; set; }

    public StoreLink Store { get; } = new(name);

    /// <summary>The way between the gateway and this machine.</summary>
    public HopLink Gateway { get; } = new();

    /// <summary>How often a silo was started here.</summary>
    public int Starts { get; set; }
}
