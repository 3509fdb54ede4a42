using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteStorageServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddSqliteStorage_EmptyContainer_GivesEveryStoreOfOneFolder()
    {
        await using (var provider = new ServiceCollection().AddSqliteStorage(_folder.Path).BuildServiceProvider())
        {
            var storage = provider.GetRequiredService<SqliteStorage>();

            Assert.Same(storage.Observations, provider.GetRequiredService<IObservationLog>());
            Assert.Same(storage.Checkpoints, provider.GetRequiredService<ICheckpointCatalog>());
            Assert.Same(storage.EntityStates, provider.GetRequiredService<IEntityStates>());
            Assert.Same(storage.Models, provider.GetRequiredService<IModelStore>());
            Assert.Same(storage.Versions, provider.GetRequiredService<IVersionStore>());
            Assert.Same(storage.Aliases, provider.GetRequiredService<IAliasStore>());
            Assert.Same(storage.ArtifactRows, provider.GetRequiredService<IArtifactRows>());
            Assert.Same(storage.Tenants, provider.GetRequiredService<ITenantStore>());
            Assert.Same(storage.NodeGenerations, provider.GetRequiredService<INodeGenerations>());
            Assert.Same(storage.Blobs, provider.GetRequiredService<IBlobStore>());
            Assert.Same(storage.Jobs, provider.GetRequiredService<IJobStore>());
            Assert.Same(storage.JobFiles, provider.GetRequiredService<IJobFiles>());
            Assert.Equal(1, await storage.NodeGenerations.NextAsync(default));
        }

        // The container closed the folder: another one may open it.
        await using var again = new ServiceCollection().AddSqliteStorage(_folder.Path).BuildServiceProvider();
        Assert.Equal(2, await again.GetRequiredService<INodeGenerations>().NextAsync(default));
    }

    [Fact]
    public async Task AddSqliteStorage_NobodyAsks_OpensNothing()
    {
        await using (new ServiceCollection().AddSqliteStorage(_folder["data"]).BuildServiceProvider())
        {
        }

        Assert.False(Directory.Exists(_folder["data"]));
    }
}
