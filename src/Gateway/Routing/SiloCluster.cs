using System.Collections.Frozen;
using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Berlin.Gateway.Routing;

/// <summary>The proxy's configuration: which paths are forwarded, and the one cluster of silos.</summary>
internal static class SiloCluster
{
    /// <summary>Path of the description of the API.</summary>
    public const string DescriptionPath = "/openapi.json";

    private const string ReadinessRouteId = "readyz";
    private const string DescriptionRouteId = "openapi";
    private const string ApiRouteId = "v1";
    private const string ClusterId = "silos";
    private const string ReadinessPath = "/readyz";

    /// <summary>Routes that ask for no key: readiness and the description of the API.</summary>
    public static FrozenSet<string> PublicRouteIds { get; } = FrozenSet.Create(StringComparer.Ordinal, ReadinessRouteId, DescriptionRouteId);

    /// <summary>Routes: everything under <c>/v1</c> (silos know which of it exists), the readiness and the description of the API.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        new() { RouteId = ApiRouteId, ClusterId = ClusterId, Match = new RouteMatch { Path = "/v1/{**rest}" } },
        new() { RouteId = ReadinessRouteId, ClusterId = ClusterId, Match = new RouteMatch { Path = ReadinessPath, Methods = ["GET"] } },
        new() { RouteId = DescriptionRouteId, ClusterId = ClusterId, Match = new RouteMatch { Path = DescriptionPath, Methods = ["GET"] } },
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
            Path = ReadinessPath,
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
