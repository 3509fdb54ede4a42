using System.Text.Json.Serialization;

namespace Berlin.Silo.Http.Cluster;

/// <summary>What a silo tells of itself, to operators and to the other silos: <c>GET /v1/silo</c>.</summary>
internal sealed record SiloReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of its start.</summary>
    public required long Generation { get; init; }

    /// <summary>The newest view of the cluster that it knows.</summary>
    public required long ViewVersion { get; init; }

    /// <summary>Seconds since its start.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Streams that are open for writing there.</summary>
    public required int Trainers { get; init; }

    /// <summary>Models that answer there.</summary>
    public required int Heads { get; init; }

    /// <summary>All grains in its memory, those included.</summary>
    public required int Activations { get; init; }

    /// <summary>Grains that have left it for another silo because ownership moved, since its start.</summary>
    public required long Moves { get; init; }

    /// <summary>Seconds since its lease was renewed; null where it has none.</summary>
    public required double? LeaseAgeSeconds { get; init; }
}

/// <summary>Which models answer on a silo: <c>GET /v1/silo/heads</c>.</summary>
internal sealed record SiloHeads
{
    /// <summary>Most that are told; a silo with more loads the rest when they are asked for.</summary>
    public const int MaxHeads = 10_000;

    /// <summary>Their keys, <c>tenant/model</c>.</summary>
    public required string[] Heads { get; init; }
}

/// <summary>The report as silos write and read it; a newer silo's may hold more.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SiloReport))]
[JsonSerializable(typeof(SiloHeads))]
internal sealed partial class SiloReportJson : JsonSerializerContext;
