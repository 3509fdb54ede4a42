using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>A database of its own on the server that all tests share, and files in a temporary folder.</summary>
internal sealed class PostgresUnderTest : IStorageUnderTest
{
    private readonly TemporaryFolder _folder = new();

    private PostgresUnderTest(string connectionString) => ConnectionString = connectionString;

    public IObservationLog Observations => Whole.Observations;

    public ICheckpointCatalog Checkpoints => Whole.Checkpoints;

    public IEntityStates EntityStates => Whole.EntityStates;

    public IModelStore Models => Whole.Models;

    public ITenantStore Tenants => Whole.Tenants;

    public INodeGenerations NodeGenerations => Whole.NodeGenerations;

    public IJobStore Jobs => Whole.Jobs;

    public IBlobStore Blobs => Whole.Blobs;

    public PostgresStorage Whole { get; private set; } = null!;

    public ScriptedFaults Faults { get; } = new();

    public ManualTime Time { get; } = new();

    public string ConnectionString { get; }

    public static async ValueTask<IStorageUnderTest> OpenAsync() => await OpenWholeAsync();

    public static async Task<PostgresUnderTest> OpenWholeAsync()
    {
        var storage = new PostgresUnderTest(await PostgresForTests.CreateMigratedDatabaseAsync());
        storage.Whole = await storage.OpenAnotherAsync("silo-1");
        return storage;
    }

    /// <summary>What another silo has open at the same time: the same database and the same folder. The caller disposes of it.</summary>
    public Task<PostgresStorage> OpenAnotherAsync(string owner) =>
        PostgresStorage.OpenAsync(PostgresForTests.Options(ConnectionString, _folder.Path), owner, Time, Faults, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task ReopenAsync()
    {
        await Whole.DisposeAsync();
        Whole = await OpenAnotherAsync("silo-1");
    }

    public async ValueTask DisposeAsync()
    {
        await Whole.DisposeAsync();
        await PostgresForTests.DropDatabaseAsync(ConnectionString);
        _folder.Dispose();
    }
}
