using Berlin.Actors.Cluster.Hosting;
using Berlin.Actors.Clustering;

namespace Berlin.Gateway.Engines;

/// <summary>What differs between engines for a gateway in a process of its own: this is the one in src/Actors.</summary>
internal static class GatewayEngine
{
    /// <summary>Whether <see cref="GatewayOptions.SiloAddresses"/> is needless, because the cluster says which silos there are.</summary>
    public const bool KnowsSilos = true;

    /// <summary>Every fault of the way to the cluster.</summary>
    public static IReadOnlyList<string> FindFaults(GatewayOptions options, string connectionString, IConfiguration settings) =>
        ClusterClientHost.FindFaults(ClientOf(options, connectionString, settings));

    /// <summary>Finds the way; returns also where the database or all silos are away, and goes on looking.</summary>
    public static async Task<IClusterAccess> ConnectAsync(
        GatewayOptions options, string connectionString, IConfiguration settings, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new ClusterAccess(await ClusterClientHost.StartAsync(ClientOf(options, connectionString, settings), loggers, cancellationToken));

    private static ClusterClientOptions ClientOf(GatewayOptions options, string connectionString, IConfiguration settings) => new()
    {
        ConnectionString = connectionString,
        Name = "gateway",
        JoinSecret = options.JoinSecret,
        Membership = settings.GetSection("Membership").Get<MembershipOptions>() ?? new MembershipOptions(),
    };
}
