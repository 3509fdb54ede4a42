using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Bench.Storage;

/// <summary>A storage to measure, and what a load needs of it. Disposes of the storage.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private const string Tenant = "bench";

    private readonly IAsyncDisposable _storage;
    private readonly ITenantStore _tenants;
    private readonly IModelStore _models;

    private BenchStore(IAsyncDisposable storage, IObservationLog observations, ITenantStore tenants, IModelStore models)
    {
        _storage = storage;
        Observations = observations;
        _tenants = tenants;
        _models = models;
    }

    public IObservationLog Observations { get; }

    public static BenchStore OpenSqlite(string folder)
    {
        var storage = SqliteStorage.Open(folder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        return new BenchStore(storage, storage.Observations, storage.Tenants, storage.Models);
    }

    public static async Task<BenchStore> OpenPostgresAsync(string connectionString, string folder)
    {
        var options = new PostgresStorageOptions { ConnectionString = connectionString, DataFolder = folder };
        var storage = await PostgresStorage.OpenAsync(options, "bench", TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance, default);
        return new BenchStore(storage, storage.Observations, storage.Tenants, storage.Models);
    }

    /// <summary>Makes streams where they are missing, and takes them.</summary>
    public async Task<(StreamKey Key, StreamPosition Position)[]> TakeAsync(int streams)
    {
        var key = new StoredApiKey { Id = "k", Tenant = Tenant, SecretSha256 = new byte[32], Scopes = [] };
        await _tenants.CreateAsync(Tenant, key, default);
        var taken = new (StreamKey, StreamPosition)[streams];
        for (var stream = 0; stream < streams; stream++)
        {
            var name = new StreamKey(Tenant, $"model{stream}");
            await _models.CreateAsync(Tenant, name.Model, "{}", default);
            taken[stream] = (name, (await Observations.TakeAsync(name, "bench", default))!);
        }

        return taken;
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
