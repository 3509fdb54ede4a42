using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>A database of its own on the server that all tests share, and files in a temporary folder.</summary>
/// <remarks>With several silos, each has the same database and folder open, and each use of a store goes to the next of them by turns.</remarks>
internal sealed class PostgresUnderTest : IStorageUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _count;
    private PostgresStorage[] _silos = [];
    private int _uses = -1;

    private PostgresUnderTest(string connectionString, int silos)
    {
        ConnectionString = connectionString;
        _count = silos;
    }

    public IObservationLog Observations => Whole.Observations;

    public ICheckpointCatalog Checkpoints => Whole.Checkpoints;

    public IEntityStates EntityStates => Whole.EntityStates;

    public IModelStore Models => Whole.Models;

    public IVersionStore Versions => Whole.Versions;

    public IAliasStore Aliases => Whole.Aliases;

    public IArtifactRows ArtifactRows => Whole.ArtifactRows;

    public ITenantStore Tenants => Whole.Tenants;

    public INodeGenerations NodeGenerations => Whole.NodeGenerations;

    public IJobStore Jobs => Whole.Jobs;

    public IBlobStore Blobs => Whole.Blobs;

    public PostgresStorage Whole => _silos[(int)((uint)Interlocked.Increment(ref _uses) % (uint)_silos.Length)];

    public ScriptedFaults Faults { get; } = new();

    public ManualTime Time { get; } = new();

    public string ConnectionString { get; }

    public static async ValueTask<IStorageUnderTest> OpenAsync(int silos = 1) => await OpenWholeAsync(silos);

    public static async Task<PostgresUnderTest> OpenWholeAsync(int silos = 1)
    {
        var storage = new PostgresUnderTest(await PostgresForTests.CreateMigratedDatabaseAsync(), silos);
        await storage.OpenSilosAsync();
        return storage;
    }

    /// <summary>What another silo has open at the same time: the same database and the same folder. The caller disposes of it.</summary>
    public Task<PostgresStorage> OpenAnotherAsync(string owner) =>
        PostgresStorage.OpenAsync(PostgresForTests.Options(ConnectionString, _folder.Path), owner, Time, Faults, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task ReopenAsync()
    {
        await CloseSilosAsync();
        await OpenSilosAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseSilosAsync();
        await PostgresForTests.DropDatabaseAsync(ConnectionString);
        _folder.Dispose();
    }

    private async Task OpenSilosAsync() => _silos = await Task.WhenAll(Enumerable.Range(1, _count).Select(silo => OpenAnotherAsync($"silo-{silo}")));

    private async Task CloseSilosAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }
}
