using Berlin.Actors.Clustering;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Network;

/// <summary>Opens a silo's connections over the simulated network.</summary>
internal sealed class SimulatedTransport(SimulatedNetwork network, SimulatedProcess process, string machine) : IMessageTransport
{
    public IMessageConnection Connect(SiloMember to, IMessageReceiver receiver) => SimulatedConnection.Open(network, process, machine, to, receiver);
}
