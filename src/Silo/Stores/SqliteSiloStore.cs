using Berlin.Grains.Hosting;
using Berlin.Grains.Jobs;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Silo.Stores;

/// <summary>The store of a silo that is alone: everything in its data folder.</summary>
internal sealed class SqliteSiloStore : ISiloStore
{
    private readonly SqliteStorage _storage;

    private SqliteSiloStore(SqliteStorage storage, NodeIdentity node)
    {
        _storage = storage;
        Node = node;
    }

    public ITenantStore Tenants => _storage.Tenants;

    public NodeIdentity Node { get; }

    /// <summary>Opens the folder, which is made where it is missing, and clears what a crash has left in it.</summary>
    /// <exception cref="Berlin.Storage.DataFolderException">It is in use, damaged, cannot be written, or a newer program wrote it.</exception>
    public static async Task<SqliteSiloStore> OpenAsync(SiloOptions options, IFaultInjector faults, CancellationToken cancellationToken)
    {
        var storage = SqliteStorage.Open(options.DataFolder, TimeProvider.System, faults, NullLoggerFactory.Instance);
        try
        {
            await OrphanedBlobs.DeleteAsync(storage.Checkpoints, storage.Blobs, cancellationToken);
            var generation = await storage.NodeGenerations.NextAsync(cancellationToken);
            return new SqliteSiloStore(storage, new NodeIdentity($"{options.Name}/{generation}"));
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public void AddTo(IServiceCollection services)
    {
        services.AddSqliteStorage(_storage);

        // Nobody else writes inputs into the folder, so at the start every one without a job is left over.
        services.Configure<JobOptions>(static jobs => jobs.OrphanAge = TimeSpan.Zero);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
