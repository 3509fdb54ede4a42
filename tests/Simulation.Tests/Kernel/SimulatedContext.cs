namespace Berlin.Simulation.Tests.Kernel;

/// <summary>Brings the continuations of a process back to it as events.</summary>
internal sealed class SimulatedContext(SimulatedProcess process) : SynchronizationContext
{
    public SimulatedProcess Process => process;

    public override void Post(SendOrPostCallback d, object? state) => process.Post(process.World.Jitter(), d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A simulated process never waits for another thread.");

    public override SynchronizationContext CreateCopy() => this;
}
