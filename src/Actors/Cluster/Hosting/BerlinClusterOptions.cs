using System.Security.Cryptography.X509Certificates;
using Berlin.Actors.Clustering;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>How a silo takes part in a cluster of several processes. Checked when the silo starts, all faults together.</summary>
public sealed class BerlinClusterOptions
{
    /// <summary>Which cluster this is: silos and clients of another one are refused. Default <c>berlin</c>; 1 to 63 of <c>a-z 0-9 . _ -</c>.</summary>
    public string ClusterId { get; set; } = "berlin";

    /// <summary>The PostgreSQL database that holds the membership table.</summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>The silo's name, which decides what it owns: the same after a restart, and no other silo's. 1 to 63 of <c>a-z 0-9 . _ -</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Where the silo listens for other silos and clients: <c>address:port</c>, port 0 for any free one.</summary>
    public string ListenEndpoint { get; set; } = string.Empty;

    /// <summary>Where others reach it: <c>host:port</c>. Default: where it listens.</summary>
    public string? AdvertisedEndpoint { get; set; }

    /// <summary>Where gateways reach its HTTP surface; null where it has none.</summary>
    public Uri? AdvertisedHttpUrl { get; set; }

    /// <summary>Secret that silos and clients show each other; 32 to 128 printable ASCII characters.</summary>
    public string JoinSecret { get; set; } = string.Empty;

    /// <summary>Certificate of the silo. With one, silos and clients talk TLS and take only this certificate or what it signed; null: plain HTTP/2.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Release of the silo, for people. Default: that of this assembly.</summary>
    public string Version { get; set; } = typeof(BerlinClusterOptions).Assembly.GetName().Version?.ToString(3) ?? string.Empty;

    /// <summary>Leases and their bounds.</summary>
    public MembershipOptions Membership { get; set; } = new();
}
