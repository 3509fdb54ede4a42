using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.KilledWriter;

/// <summary>The stores that the writer writes to, and a reader checks afterwards. Disposes of the storage.</summary>
public sealed class WrittenStorage : IAsyncDisposable
{
    private readonly IAsyncDisposable _storage;

    private WrittenStorage(IAsyncDisposable storage) => _storage = storage;

    public required IObservationLog Observations { get; init; }

    public required ICheckpointCatalog Checkpoints { get; init; }

    public required IBlobStore Blobs { get; init; }

    public required IModelStore Models { get; init; }

    public required ITenantStore Tenants { get; init; }

    /// <summary>Opens PostgreSQL where there is a connection string, else SQLite in the folder; blobs are in the folder.</summary>
    public static async Task<WrittenStorage> OpenAsync(string folder, string? connectionString, string owner, IFaultInjector faults) =>
        connectionString is null
            ? Of(SqliteStorage.Open(folder, TimeProvider.System, faults, NullLoggerFactory.Instance))
            : await OpenPostgresAsync(new PostgresStorageOptions { ConnectionString = connectionString, DataFolder = folder }, owner, faults);

    public static WrittenStorage Of(SqliteStorage storage) => new(storage)
    {
        Observations = storage.Observations,
        Checkpoints = storage.Checkpoints,
        Blobs = storage.Blobs,
        Models = storage.Models,
        Tenants = storage.Tenants,
    };

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private static async Task<WrittenStorage> OpenPostgresAsync(PostgresStorageOptions options, string owner, IFaultInjector faults)
    {
        var storage = await OpenPatientlyAsync(options, owner, faults);
        return new WrittenStorage(storage)
        {
            Observations = storage.Observations,
            Checkpoints = storage.Checkpoints,
            Blobs = storage.Blobs,
            Models = storage.Models,
            Tenants = storage.Tenants,
        };
    }

    // A process that has just begun, on a machine that is busy, may need longer for its first connection than a call may wait.
    private static async Task<PostgresStorage> OpenPatientlyAsync(PostgresStorageOptions options, string owner, IFaultInjector faults)
    {
        const int Attempts = 10;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await PostgresStorage.OpenAsync(options, owner, TimeProvider.System, faults, NullLoggerFactory.Instance, CancellationToken.None);
            }
            catch (StoreUnavailableException) when (attempt < Attempts)
            {
            }
        }
    }
}
