namespace Berlin.Silo.Engines;

/// <summary>A cluster at one moment, as one silo sees it.</summary>
/// <param name="ViewVersion">Number of the view; it rises with each change.</param>
/// <param name="Self">This silo.</param>
/// <param name="Silos">Every silo that is not dead, this one included.</param>
internal sealed record ClusterSnapshot(long ViewVersion, SiloName Self, IReadOnlyList<ClusterSilo> Silos)
{
    /// <summary>The cluster of a silo that is alone: nothing in it ever changes.</summary>
    public static ClusterSnapshot Alone(string name)
    {
        var self = new SiloName(name, Generation: 1);
        return new(ViewVersion: 1, self, [new ClusterSilo(self, MembershipStatus.Active, Since: null, SiloVersion.Current, HttpUrl: null, Endpoint: null)]);
    }
}

/// <summary>One start of a silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Number of the start; greater at each.</param>
internal readonly record struct SiloName(string Name, long Generation);

/// <summary>A silo as its cluster knows it.</summary>
/// <param name="Silo">Which start of which silo.</param>
/// <param name="Status">Whether it owns anything.</param>
/// <param name="Since">When it joined, by the clock of whoever keeps the membership; null where that is not known.</param>
/// <param name="Version">Version of its program; null where that is not known.</param>
/// <param name="HttpUrl">Where gateways reach it; null for a silo in the gateway's process.</param>
/// <param name="Endpoint">Where other silos reach it; null where there are none.</param>
internal sealed record ClusterSilo(SiloName Silo, MembershipStatus Status, DateTimeOffset? Since, string? Version, Uri? HttpUrl, string? Endpoint);

/// <summary>Where a silo stands in its cluster.</summary>
internal enum MembershipStatus
{
    /// <summary>It is known, and owns nothing yet.</summary>
    Joining,

    /// <summary>It owns its share.</summary>
    Active,

    /// <summary>It owns nothing any more.</summary>
    Leaving,
}
