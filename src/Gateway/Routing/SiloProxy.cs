using Berlin.Gateway.Auth;
using Yarp.ReverseProxy.Transforms;

namespace Berlin.Gateway.Routing;

/// <summary>Sets YARP up for forwarding to silos.</summary>
internal static class SiloProxy
{
    /// <summary>
    /// Services that YARP registers and this gateway must not start: the hash cookie calls a package that the
    /// registry does not serve, and data protection (for cookies that nobody uses) writes keys into the home folder.
    /// </summary>
    private static readonly string[] UnwantedServices = ["HashCookieSessionAffinityPolicy", "DataProtectionHostedService"];

    /// <summary>Adds YARP with the silos of <paramref name="options"/>.</summary>
    public static void AddSiloProxy(this IServiceCollection services, GatewayOptions options)
    {
        services.AddReverseProxy()
            .LoadFromMemory(SiloCluster.Routes, SiloCluster.Clusters(options))
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = options.SiloConnectTimeout;

                // Shorter than silos keep idle connections (2 min), so that no request meets one that is closing.
                handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);

                // A silo that moved to another address behind the same name is found again.
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
            })
            .AddTransforms(transforms =>
            {
                // Silos judge by the caller's headers alone; nobody reads X-Forwarded-*.
                transforms.UseDefaultForwarders = false;
                transforms.AddRequestTransform(SentTarget.Forward);
            });

        foreach (var unwanted in services.Where(service => UnwantedServices.Contains(service.ImplementationType?.Name)).ToList())
        {
            services.Remove(unwanted);
        }
    }

    /// <summary>Maps the forwarded routes.</summary>
    public static void MapSiloProxy(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapReverseProxy(proxy =>
            {
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            .ConfigureEndpoints((endpoint, route) =>
            {
                if (SiloCluster.PublicRouteIds.Contains(route.RouteId))
                {
                    endpoint.WithMetadata(PublicRoute.Instance);
                }
            });
    }
}
