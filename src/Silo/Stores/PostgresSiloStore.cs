using System.Security.Cryptography;
using Berlin.Grains.Hosting;
using Berlin.Storage;
using Berlin.Storage.Faults;
using Berlin.Storage.Postgres;
using Berlin.Storage.Tenancy;

namespace Berlin.Silo.Stores;

/// <summary>The store of a cluster's silo: one database and one folder, which all silos share.</summary>
internal sealed class PostgresSiloStore : ISiloStore
{
    /// <summary>What tells one start of a silo from another: 32 bits, and a name of its own in front of them.</summary>
    private const int StartSizeBytes = 4;

    /// <summary>
    /// How long a start waits for a database that is away: silos and database of one machine start together, and a restart of the
    /// database takes seconds. The supervisor's loop is for longer ones.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly PostgresStorage _storage;

    private PostgresSiloStore(PostgresStorage storage, NodeIdentity node)
    {
        _storage = storage;
        Node = node;
    }

    public ITenantStore Tenants => _storage.Tenants;

    public NodeIdentity Node { get; }

    /// <summary>Opens database and folder, and brings the schema up to date.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer, for 10 s.</exception>
    /// <exception cref="DatabaseRefusedException">It cannot be used as it is.</exception>
    /// <exception cref="DataFolderException">The folder cannot be written.</exception>
    public static async Task<PostgresSiloStore> OpenAsync(
        SiloOptions options, SiloClusterOptions cluster, IFaultInjector faults, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var start = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StartSizeBytes));
        var node = new NodeIdentity($"{options.Name}/{start}");
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var storage = await PostgresStorage.OpenAsync(
                    OptionsOf(options, cluster), node.Value, TimeProvider.System, faults, loggers, cancellationToken);
                return new PostgresSiloStore(storage, node);
            }
            catch (StoreUnavailableException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>The options in the words of the store.</summary>
    public static PostgresStorageOptions OptionsOf(SiloOptions options, SiloClusterOptions cluster) =>
        new() { ConnectionString = cluster.ConnectionString, DataFolder = options.DataFolder, MaxConnections = cluster.MaxConnections };

    public void AddTo(IServiceCollection services) => services.AddPostgresStorage(_storage);

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
