namespace Berlin.Chaos.Load;

/// <summary>A model that the load asks, and teaches where it is a trainer's.</summary>
/// <param name="Number">Its number in the run, from 0.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Name">Its name inside the tenant.</param>
/// <param name="Key">A key of the tenant.</param>
/// <param name="IsTaught">Whether observations are sent to it all the time.</param>
internal sealed record ModelUnderLoad(int Number, string Tenant, string Name, string Key, bool IsTaught)
{
    public ObservationLedger Ledger { get; } = new();

    public override string ToString() => $"{Tenant}/{Name}";
}
