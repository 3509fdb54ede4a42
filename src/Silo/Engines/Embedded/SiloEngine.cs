using Berlin.Silo.Stores;
using EngineOptions = Orleans.Configuration.SiloOptions;

namespace Berlin.Silo.Engines;

/// <summary>What differs between engines when a silo is put together: this is the one in src/Actors.</summary>
internal static class SiloEngine
{
    /// <summary>Adds the engine to a silo: alone, or as part of the cluster that the options name.</summary>
    public static void AddTo(WebApplicationBuilder builder, SiloOptions options)
    {
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.Configure<EngineOptions>(engine => engine.SiloName = options.Name);
        builder.Services.AddSingleton<ISiloEngine>(services => new LoneSilo(options, services.GetRequiredService<ISiloStore>()));
    }
}
