using Berlin.Gateway.Routing.Rings;
using Orleans.Configuration;

namespace Berlin.Gateway.Engines;

/// <summary>What differs between engines for a gateway in a process of its own: this is Microsoft Orleans.</summary>
internal static class GatewayEngine
{
    /// <summary>Orleans' membership holds no HTTP addresses: <see cref="GatewayOptions.SiloAddresses"/> must name the silos.</summary>
    public const bool KnowsSilos = false;

    /// <summary>Every fault of the way to the cluster.</summary>
    public static IReadOnlyList<string> FindFaults(GatewayOptions options, string connectionString, IConfiguration settings) =>
        connectionString.Length > 0 ? [] : ["ConnectionString is missing."];

    /// <summary>Finds the way.</summary>
    public static async Task<IClusterAccess> ConnectAsync(
        GatewayOptions options, string connectionString, IConfiguration settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(loggers);
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering(database =>
            {
                database.Invariant = "Npgsql";
                database.ConnectionString = connectionString;
            })
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("berlin", "berlin")));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new ClusterAccess(host, new StaticSiloRing(options.SiloAddresses));
    }

    private sealed class ClusterAccess(IHost host, ISiloRing ring) : IClusterAccess
    {
        public IClusterClient Client { get; } = host.Services.GetRequiredService<IClusterClient>();

        public ISiloRing Ring => ring;

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
