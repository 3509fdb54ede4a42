using System.Security.Cryptography.X509Certificates;
using Berlin.Actors.Clustering;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>How a process without grains calls a cluster. Checked when the client starts, all faults together.</summary>
public sealed class ClusterClientOptions
{
    /// <summary>Which cluster this is. Default <c>berlin</c>; 1 to 63 of <c>a-z 0-9 . _ -</c>.</summary>
    public string ClusterId { get; set; } = "berlin";

    /// <summary>The PostgreSQL database that holds the membership table, which the client only reads.</summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>Name of the client, for people. Default <c>client</c>.</summary>
    public string Name { get; set; } = "client";

    /// <summary>Secret that silos and clients show each other; 32 to 128 printable ASCII characters.</summary>
    public string JoinSecret { get; set; } = string.Empty;

    /// <summary>Certificate that the silos have, where they talk TLS; null: plain HTTP/2.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>How often the client looks for a newer view, and how long the table may take.</summary>
    public MembershipOptions Membership { get; set; } = new();
}
