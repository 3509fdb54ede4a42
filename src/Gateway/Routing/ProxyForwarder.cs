using Yarp.ReverseProxy.Transforms;

namespace Berlin.Gateway.Routing;

/// <summary>Forwards to silos in other processes with YARP.</summary>
internal sealed class ProxyForwarder(GatewayOptions options) : ISiloForwarder
{
    /// <summary>
    /// Services that YARP registers and this gateway must not start: the hash cookie calls a package that the
    /// registry does not serve, and data protection (for cookies that nobody uses) writes keys into the home folder.
    /// </summary>
    private static readonly string[] UnwantedServices = ["HashCookieSessionAffinityPolicy", "DataProtectionHostedService"];

    public void AddServices(IServiceCollection services)
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

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapReverseProxy(proxy =>
            {
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            .ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(ForwardedRoute.All.Single(forwarded => forwarded.Id == route.RouteId)));
    }
}
