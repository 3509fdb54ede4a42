using Berlin.Storage.Blobs;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Entities;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Sqlite;

/// <summary>Puts the stores of one machine into a container.</summary>
public static class SqliteStorageServices
{
    /// <summary>
    /// Adds <see cref="SqliteStorage"/> and each of its stores. The folder is opened when the first of them is asked for,
    /// and closed when the container is disposed of.
    /// </summary>
    /// <remarks>Uses the registered <see cref="TimeProvider"/>, <see cref="IFaultInjector"/> and <see cref="ILoggerFactory"/>; without them the system clock, no faults and no log.</remarks>
    /// <param name="services">The container.</param>
    /// <param name="dataFolder">The data folder.</param>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFaultInjector>(NoFaults.Instance);
        services.AddSingleton(provider => SqliteStorage.Open(
            dataFolder,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IFaultInjector>(),
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services.AddStores();
    }

    /// <summary>Adds an open storage and each of its stores; the container closes it when it is disposed of.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteStorage storage)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(storage);
        services.AddSingleton(_ => storage); // By a factory, because a container does not dispose of what it was merely given.
        return services.AddStores();
    }

    private static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.AddSingleton<IObservationLog>(provider => provider.GetRequiredService<SqliteStorage>().Observations);
        services.AddSingleton<ICheckpointCatalog>(provider => provider.GetRequiredService<SqliteStorage>().Checkpoints);
        services.AddSingleton<IEntityStates>(provider => provider.GetRequiredService<SqliteStorage>().EntityStates);
        services.AddSingleton<IModelStore>(provider => provider.GetRequiredService<SqliteStorage>().Models);
        services.AddSingleton<IVersionStore>(provider => provider.GetRequiredService<SqliteStorage>().Versions);
        services.AddSingleton<IAliasStore>(provider => provider.GetRequiredService<SqliteStorage>().Aliases);
        services.AddSingleton<IArtifactRows>(provider => provider.GetRequiredService<SqliteStorage>().ArtifactRows);
        services.AddSingleton<ITenantStore>(provider => provider.GetRequiredService<SqliteStorage>().Tenants);
        services.AddSingleton<INodeGenerations>(provider => provider.GetRequiredService<SqliteStorage>().NodeGenerations);
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<SqliteStorage>().Blobs);
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<SqliteStorage>().Jobs);
        services.AddSingleton<IJobFiles>(provider => provider.GetRequiredService<SqliteStorage>().JobFiles);
        return services;
    }
}
