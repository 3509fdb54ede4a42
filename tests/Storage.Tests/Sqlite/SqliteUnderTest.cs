using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>SQLite and files in a temporary folder.</summary>
internal sealed class SqliteUnderTest : IStorageUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStorage _storage;

    public SqliteUnderTest() => _storage = Open();

    public IObservationLog Observations => _storage.Observations;

    public ICheckpointCatalog Checkpoints => _storage.Checkpoints;

    public IEntityStates EntityStates => _storage.EntityStates;

    public IModelStore Models => _storage.Models;

    public IVersionStore Versions => _storage.Versions;

    public IAliasStore Aliases => _storage.Aliases;

    public IArtifactRows ArtifactRows => _storage.ArtifactRows;

    public ITenantStore Tenants => _storage.Tenants;

    public INodeGenerations NodeGenerations => _storage.NodeGenerations;

    public IJobStore Jobs => _storage.Jobs;

    public IBlobStore Blobs => _storage.Blobs;

    public SqliteStorage Whole => _storage;

    public ScriptedFaults Faults { get; } = new();

    public ManualTime Time { get; } = new();

    public string Folder => _folder.Path;

    public Task ReopenAsync() => ReopenAsync(() => { });

    /// <summary>Reopens; <paramref name="whileClosed"/> may read the files, which nobody may while they are open.</summary>
    public async Task ReopenAsync(Action whileClosed)
    {
        await _storage.DisposeAsync();
        whileClosed();
        _storage = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private SqliteStorage Open() => SqliteStorage.Open(_folder.Path, Time, Faults, NullLoggerFactory.Instance);
}
