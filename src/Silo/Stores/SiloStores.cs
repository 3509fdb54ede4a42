using Berlin.Storage.Faults;

namespace Berlin.Silo.Stores;

/// <summary>Opens the store that the options ask for.</summary>
internal static class SiloStores
{
    /// <summary>A folder of its own for a silo that is alone, the shared database for one of a cluster.</summary>
    public static async Task<ISiloStore> OpenAsync(SiloOptions options, IFaultInjector faults, CancellationToken cancellationToken) =>
        await SqliteSiloStore.OpenAsync(options, faults, cancellationToken);
}
