using Berlin.Storage.Faults;

namespace Berlin.Silo.Stores;

/// <summary>Opens the store that the options ask for.</summary>
internal static class SiloStores
{
    /// <summary>The shared database for a silo of a cluster, a folder of its own for one that is alone.</summary>
    /// <param name="options">What the silo is told.</param>
    /// <param name="faults">Told of fault points.</param>
    /// <param name="loggers">Where the store logs to for as long as it is open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ISiloStore> OpenAsync(SiloOptions options, IFaultInjector faults, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        options.Cluster is { } cluster
            ? await PostgresSiloStore.OpenAsync(options, cluster, faults, loggers, cancellationToken)
            : await SqliteSiloStore.OpenAsync(options, faults, cancellationToken);
}
