using System.Security.Cryptography;
using Berlin.Grains.Hosting;
using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Tenancy;

namespace Berlin.Silo.Stores;

/// <summary>The store of a cluster's silo: one database and one folder, which all silos share.</summary>
internal sealed class PostgresSiloStore : ISiloStore
{
    /// <summary>What tells one start of a silo from another: 32 bits, and a name of its own in front of them.</summary>
    private const int StartSizeBytes = 4;

    private readonly PostgresStorage _storage;

    private PostgresSiloStore(PostgresStorage storage, NodeIdentity node)
    {
        _storage = storage;
        Node = node;
    }

    public ITenantStore Tenants => _storage.Tenants;

    public NodeIdentity Node { get; }

    /// <summary>Opens database and folder, and brings the schema up to date.</summary>
    /// <exception cref="Berlin.Storage.StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="Berlin.Storage.DatabaseRefusedException">It cannot be used as it is.</exception>
    /// <exception cref="Berlin.Storage.DataFolderException">The folder cannot be written.</exception>
    public static async Task<PostgresSiloStore> OpenAsync(
        SiloOptions options, SiloClusterOptions cluster, IFaultInjector faults, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var start = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StartSizeBytes));
        var node = new NodeIdentity($"{options.Name}/{start}");
        var storage = await PostgresStorage.OpenAsync(
            OptionsOf(options, cluster), node.Value, TimeProvider.System, faults, loggers, cancellationToken);
        return new PostgresSiloStore(storage, node);
    }

    /// <summary>The options in the words of the store.</summary>
    public static PostgresStorageOptions OptionsOf(SiloOptions options, SiloClusterOptions cluster) =>
        new() { ConnectionString = cluster.ConnectionString, DataFolder = options.DataFolder, MaxConnections = cluster.MaxConnections };

    public void AddTo(IServiceCollection services) => services.AddPostgresStorage(_storage);

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
