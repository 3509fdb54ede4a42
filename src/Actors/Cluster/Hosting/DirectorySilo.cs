using System.Collections.Immutable;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Where a silo stands in its cluster.</summary>
public enum DirectorySiloStatus
{
    /// <summary>Starts; owns nothing yet.</summary>
    Joining = 0,

    /// <summary>Takes requests.</summary>
    Active = 1,

    /// <summary>Ends what it has begun; takes nothing new.</summary>
    Leaving = 2,
}

/// <summary>A silo, as of a version of the view.</summary>
/// <param name="Name">Its name, the same after a restart.</param>
/// <param name="Generation">Which start of it: greater than that of every silo that joined before.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Since">When it came to stand there, by the database's clock.</param>
/// <param name="HttpUrl">Where gateways reach it; null where it has no HTTP surface.</param>
/// <param name="ClusterEndpoint"><c>host:port</c> where silos and clients reach it.</param>
/// <param name="Metadata">What else it says of itself, <c>version</c> at least.</param>
public sealed record DirectorySilo(
    string Name,
    long Generation,
    DirectorySiloStatus Status,
    DateTimeOffset Since,
    Uri? HttpUrl,
    string ClusterEndpoint,
    ImmutableSortedDictionary<string, string> Metadata)
{
    /// <summary>Whether it takes requests.</summary>
    public bool IsActive => Status == DirectorySiloStatus.Active;
}
