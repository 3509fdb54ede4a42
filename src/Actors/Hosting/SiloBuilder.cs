using Berlin.Actors.Clustering;
using Berlin.Actors.Grains;
using Berlin.Actors.Manifest;
using Berlin.Actors.State;
using Berlin.Actors.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Berlin.Actors.Hosting;

/// <summary>Adds the engine's services once, whoever builds on them.</summary>
internal sealed class SiloBuilder : ISiloBuilder
{
    public SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        if (services.Any(service => service.ServiceType == typeof(SiloRuntime)))
        {
            return;
        }

        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITurnExecutor, ThreadPoolTurnExecutor>();
        services.TryAddSingleton(_ => GrainManifest.OfLoadedAssemblies());
        services.TryAddSingleton<MemoryStores>();
        services.TryAddSingleton<LocalCluster>();
        services.TryAddSingleton<InMemoryTransport>();
        services.TryAddSingleton<IClusterMembership, LocalMembership>();
        services.TryAddSingleton<ISiloListener, InMemoryListener>();
        services.TryAddSingleton<IMemoryGauge, ProcessMemoryGauge>();
        services.TryAddSingleton<ISiloTransport>(provider => provider.GetRequiredService<InMemoryTransport>());
        services.AddSingleton<SiloRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<SiloRuntime>());
        services.AddSingleton(provider => provider.GetRequiredService<SiloRuntime>().Client);
        services.AddSingleton(provider => provider.GetRequiredService<SiloRuntime>().Activations);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.AddScoped<ActivationScope>();
        services.AddScoped<IGrainContext>(provider => provider.GetRequiredService<ActivationScope>().Context
            ?? throw new InvalidOperationException($"{nameof(IGrainContext)} is for services of a grain: there is none in this scope."));
        services.AddSingleton<IValidateOptions<GrainCollectionOptions>, GrainCollectionOptionsRules>();
        services.AddOptions<GrainCollectionOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiloMessagingOptions>, SiloMessagingOptionsRules>();
        services.AddOptions<SiloMessagingOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MembershipOptions>, MembershipOptionsRules>();
        services.AddOptions<MembershipOptions>().ValidateOnStart();
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }
}
