using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Berlin.Gateway.Routing;

/// <summary>The proxy's configuration: the forwarded routes and the one cluster of silos.</summary>
internal static class SiloCluster
{
    private const string ClusterId = "silos";

    /// <summary><see cref="ForwardedRoute.All"/> as the proxy takes them.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        .. ForwardedRoute.All.Select(route => new RouteConfig
        {
            RouteId = route.Id,
            ClusterId = ClusterId,
            Match = new RouteMatch { Path = route.Pattern, Methods = route.Methods },
        }),
    ];

    /// <summary>The cluster of <see cref="GatewayOptions.SiloAddresses"/>.</summary>
    public static IReadOnlyList<ClusterConfig> Clusters(GatewayOptions options) =>
    [
        new()
        {
            ClusterId = ClusterId,
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            Destinations = options.SiloAddresses.Select(address => new DestinationConfig { Address = address }).Index()
                .ToDictionary(silo => $"silo-{silo.Index}", silo => silo.Item, StringComparer.Ordinal),
            HttpRequest = new ForwarderRequestConfig
            {
                ActivityTimeout = options.SiloTimeout,

                // One request per connection at a time: between processes of one site a pool of connections is
                // faster than streams that share one.
                Version = HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            HealthCheck = Health(options),
        },
    ];

    private static HealthCheckConfig Health(GatewayOptions options) => new()
    {
        // Where no silo looks healthy, all are tried: a wrong judgement must not turn away what might be answered.
        AvailableDestinationsPolicy = "HealthyOrPanic",
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Path = ForwardedRoute.ReadinessPath,
            Interval = options.ProbeInterval,
            Timeout = options.ProbeInterval,
            Policy = "ConsecutiveFailures",
        },
        Passive = new PassiveHealthCheckConfig
        {
            Enabled = true,
            Policy = "TransportFailureRate",

            // As soon as the next probe could find it well again.
            ReactivationPeriod = options.ProbeInterval,
        },
    };
}
