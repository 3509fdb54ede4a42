using Berlin.Actors.Cluster.Hosting;
using Berlin.Actors.Clustering;
using EngineOptions = Orleans.Configuration.SiloOptions;

namespace Berlin.Silo.Engines;

/// <summary>What differs between engines when a silo is put together: this is the one in src/Actors.</summary>
internal static class SiloEngine
{
    private const string MembershipSection = "Membership";

    /// <summary>Adds the engine to a silo that is alone.</summary>
    public static void AddAlone(WebApplicationBuilder builder, SiloOptions options)
    {
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.Services.Configure<EngineOptions>(engine => engine.SiloName = options.Name);
        builder.Services.AddSingleton<ISiloEngine, LoneSilo>();
        builder.Services.Configure<MembershipOptions>(builder.Configuration.GetSection(MembershipSection));
    }

    /// <summary>Adds the engine to a silo of a cluster.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; names every fault.</exception>
    public static void AddClustered(WebApplicationBuilder builder, SiloOptions options, SiloClusterOptions cluster)
    {
        var clustering = new BerlinClusterOptions
        {
            ConnectionString = cluster.ConnectionString,
            Name = options.Name,
            ListenEndpoint = cluster.Endpoint,
            AdvertisedEndpoint = cluster.AdvertisedEndpoint,
            AdvertisedHttpUrl = new Uri(cluster.AdvertisedHttpUrl ?? $"http://{options.HttpEndpoint}"),
            JoinSecret = options.JoinSecret,
            Version = SiloVersion.Current,
            Membership = builder.Configuration.GetSection(MembershipSection).Get<MembershipOptions>() ?? new MembershipOptions(),
        };
        builder.UseOrleans(silo => silo.UseBerlinCluster(clustering));
        builder.Services.AddSingleton<ISiloEngine, ClusteredSilo>();
    }
}
