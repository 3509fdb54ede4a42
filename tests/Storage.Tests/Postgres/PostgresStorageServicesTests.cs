using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Postgres;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresStorageServicesTests
{
    [Fact]
    public async Task AddPostgresStorage_OpenStorage_GivesEveryStoreAndClosesThem()
    {
        await using var opened = await PostgresUnderTest.OpenWholeAsync();
        var storage = await opened.OpenAnotherAsync("silo-2");
        await using (var provider = new ServiceCollection().AddPostgresStorage(storage).BuildServiceProvider())
        {
            Assert.Same(storage, provider.GetRequiredService<PostgresStorage>());
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
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.NodeGenerations.NextAsync(default));
    }
}
