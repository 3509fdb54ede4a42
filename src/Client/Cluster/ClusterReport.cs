namespace Berlin.Client;

/// <summary>The silos of a cluster, as one of them sees them.</summary>
/// <param name="ViewVersion">Number of the view; it rises with each change.</param>
/// <param name="Silos">Every silo that is not dead.</param>
public sealed record ClusterReport(long ViewVersion, IReadOnlyList<ClusterSilo> Silos);

/// <summary>A silo as its cluster knows it.</summary>
public sealed record ClusterSilo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of its start; greater at each.</summary>
    public required long Generation { get; init; }

    /// <summary><c>joining</c>, <c>active</c> or <c>leaving</c>; an active one owns its share of the models.</summary>
    public required string Status { get; init; }

    /// <summary>Since when it has that status, by the clock of the database; null for a server without a cluster.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Version of its program; null where it is not known.</summary>
    public string? Version { get; init; }

    /// <summary>Where gateways reach it; null for one in the gateway's process.</summary>
    public string? HttpUrl { get; init; }

    /// <summary>Where other silos reach it; null where there are none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What it tells of itself; null where it did not answer within a second.</summary>
    public SiloReport? Report { get; init; }
}

/// <summary>What a silo tells of itself.</summary>
public sealed record SiloReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of its start.</summary>
    public required long Generation { get; init; }

    /// <summary>The newest view that it knows.</summary>
    public required long ViewVersion { get; init; }

    /// <summary>Seconds since its start.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Streams that are open for writing there.</summary>
    public required int Trainers { get; init; }

    /// <summary>Models that answer there.</summary>
    public required int Heads { get; init; }

    /// <summary>All that it holds in memory, those included.</summary>
    public required int Activations { get; init; }

    /// <summary>How many have left it for another silo because ownership moved, since its start.</summary>
    public required long Moves { get; init; }

    /// <summary>Seconds since its lease was renewed; null where it has none.</summary>
    public double? LeaseAgeSeconds { get; init; }
}
