using System.Net;
using Orleans.Configuration;
using EngineOptions = Orleans.Configuration.SiloOptions;

namespace Berlin.Silo.Engines;

/// <summary>What differs between engines when a silo is put together: this is Microsoft Orleans.</summary>
internal static class SiloEngine
{
    /// <summary>Clients of Orleans call a port of its own; gateways of Berlin are such clients, for keys only.</summary>
    private const int ClientPortOffset = 1_000;

    /// <summary>Adds the engine to a silo that is alone.</summary>
    public static void AddAlone(WebApplicationBuilder builder, SiloOptions options) => Add(builder, options, silo => silo.UseLocalhostClustering());

    /// <summary>Adds the engine to a silo of a cluster, whose tables (Orleans' own scripts make them) are in the database.</summary>
    public static void AddClustered(WebApplicationBuilder builder, SiloOptions options, SiloClusterOptions cluster)
    {
        var endpoint = IPEndPoint.Parse(cluster.Endpoint);
        Add(builder, options, silo => silo
            .UseAdoNetClustering(database =>
            {
                database.Invariant = "Npgsql";
                database.ConnectionString = cluster.ConnectionString;
            })
            .ConfigureEndpoints(endpoint.Address, endpoint.Port, endpoint.Port + ClientPortOffset)
            .Configure<ClusterOptions>(orleans => (orleans.ClusterId, orleans.ServiceId) = ("berlin", "berlin")));
    }

    private static void Add(WebApplicationBuilder builder, SiloOptions options, Action<ISiloBuilder> cluster)
    {
        builder.UseOrleans(cluster);
        builder.Services.Configure<EngineOptions>(engine => engine.SiloName = options.Name);
        builder.Services.AddSingleton<ISiloEngine, OrleansSilo>();
    }
}
