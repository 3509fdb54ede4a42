using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>How silos find each other.</summary>
public static class CoreHostingExtensions
{
    /// <summary>One silo that calls only itself. The embedded engine opens no port for it.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="siloPort">For Orleans: the port between silos.</param>
    /// <param name="gatewayPort">For Orleans: the port for clients.</param>
    /// <param name="primarySiloEndpoint">For Orleans: the first silo.</param>
    /// <param name="serviceId">Name of the service.</param>
    /// <param name="clusterId">Name of the cluster.</param>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
        return builder;
    }
}
