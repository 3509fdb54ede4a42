using Berlin.Actors.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;

namespace Orleans.Hosting;

/// <summary>Registers stores in memory. They die with the process: for tests.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    /// <summary>Registers a store in memory under a name.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets options.</param>
    public static ISiloBuilder AddMemoryGrainStorage(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureOptions?.Invoke(builder.Services.AddOptions<MemoryGrainStorageOptions>(name));
        builder.Services.AddGrainStorage(name, static (services, store) => services.GetRequiredService<MemoryStores>().Open(store));
        return builder;
    }

    /// <summary>Registers a store in memory under a name.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets options.</param>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name, Action<MemoryGrainStorageOptions> configureOptions) =>
        builder.AddMemoryGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Registers a store in memory as the default one.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configureOptions">Sets options.</param>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(
        this ISiloBuilder builder, Action<OptionsBuilder<MemoryGrainStorageOptions>>? configureOptions = null) =>
        builder.AddMemoryGrainStorage(StateRecords.DefaultStore, configureOptions);

    /// <summary>Registers a store in memory as the default one.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configureOptions">Sets options.</param>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder, Action<MemoryGrainStorageOptions> configureOptions) =>
        builder.AddMemoryGrainStorage(StateRecords.DefaultStore, configureOptions);
}
