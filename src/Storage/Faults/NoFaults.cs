namespace Berlin.Storage.Faults;

/// <summary>Lets every fault point pass: what production runs with.</summary>
public sealed class NoFaults : IFaultInjector
{
    private NoFaults()
    {
    }

    /// <summary>The only instance.</summary>
    public static NoFaults Instance { get; } = new();

    /// <inheritdoc />
    public void Pass(FaultPoint point)
    {
    }
}
