using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Storage.Postgres;

/// <summary>Puts the stores of a cluster into a container.</summary>
public static class PostgresStorageServices
{
    /// <summary>Adds an open storage and each of its stores; the container closes it when it is disposed of.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresStorage storage)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(storage);
        services.AddSingleton(_ => storage); // By a factory, because a container does not dispose of what it was merely given.
        services.AddSingleton<IObservationLog>(provider => provider.GetRequiredService<PostgresStorage>().Observations);
        services.AddSingleton<ICheckpointCatalog>(provider => provider.GetRequiredService<PostgresStorage>().Checkpoints);
        services.AddSingleton<IEntityStates>(provider => provider.GetRequiredService<PostgresStorage>().EntityStates);
        services.AddSingleton<IModelStore>(provider => provider.GetRequiredService<PostgresStorage>().Models);
        services.AddSingleton<IVersionStore>(provider => provider.GetRequiredService<PostgresStorage>().Versions);
        services.AddSingleton<IAliasStore>(provider => provider.GetRequiredService<PostgresStorage>().Aliases);
        services.AddSingleton<IArtifactRows>(provider => provider.GetRequiredService<PostgresStorage>().ArtifactRows);
        services.AddSingleton<ITenantStore>(provider => provider.GetRequiredService<PostgresStorage>().Tenants);
        services.AddSingleton<INodeGenerations>(provider => provider.GetRequiredService<PostgresStorage>().NodeGenerations);
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<PostgresStorage>().Blobs);
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<PostgresStorage>().Jobs);
        services.AddSingleton<IJobFiles>(provider => provider.GetRequiredService<PostgresStorage>().JobFiles);
        return services;
    }
}
