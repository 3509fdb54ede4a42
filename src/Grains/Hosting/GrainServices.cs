using System.Security.Cryptography;
using Berlin.Grains.Models;
using Berlin.Grains.Jobs;
using Berlin.Grains.Serving;
using Berlin.Grains.Tenancy;
using Berlin.Grains.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Hosting;

/// <summary>Registers what grains are built from.</summary>
public static class GrainServices
{
    /// <summary>
    /// Adds the grains' services. The host adds the storage interfaces, a <see cref="NodeIdentity"/> and a fault injector.
    /// </summary>
    public static IServiceCollection AddBerlinGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddSingleton<TrainerOpening>();
        services.AddSingleton<TrainerAppends>();
        services.AddSingleton<TrainerRemovals>();
        services.AddSingleton<TrainerRetention>();
        services.AddSingleton<TrainerCheckpoints>();
        services.AddSingleton<TrainerFollowers>();
        services.TryAddSingleton<ResidentHeads>();
        services.AddSingleton<HeadOpening>();
        services.AddSingleton<EntityFollowing>();
        services.AddSingleton<EntityConfigs>();
        services.AddSingleton<ModelRemoval>();
        services.AddSingleton<TenantKeys>();
        services.AddSingleton<IIncomingGrainCallFilter, BerlinExceptionFilter>();
        services.AddSingleton<IValidateOptions<TrainerOptions>, TrainerOptionsValidator>();
        services.AddOptions<TrainerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<EntityOptions>, EntityOptionsValidator>();
        services.AddOptions<EntityOptions>().ValidateOnStart();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobSlots>();
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.AddOptions<JobOptions>().ValidateOnStart();
        return services;
    }

    /// <summary>
    /// Adds what begins a silo's unfinished jobs at its start and removes old ones. The host adds an <see cref="IJobScoring"/>, and starts
    /// the engine before its own start is over.
    /// </summary>
    public static IServiceCollection AddJobKeeper(this IServiceCollection services) => services.AddHostedService<JobKeeper>();
}
