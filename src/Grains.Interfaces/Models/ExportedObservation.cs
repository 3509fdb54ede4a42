namespace Berlin.Grains.Models;

/// <summary>A stored observation, with the target that holds now.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.exported-observation")]
public sealed record ExportedObservation
{
    /// <summary>Position in the stream.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Identity inside the model.</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>When it happened, UTC.</summary>
    [Id(2)]
    public required DateTimeOffset At { get; init; }

    /// <summary>Features as one canonical JSON object in UTF-8.</summary>
    [Id(3)]
    public required byte[] Features { get; init; }

    /// <summary>The true class: as observed, or as last corrected.</summary>
    [Id(4)]
    public required string Target { get; init; }

    /// <summary>The class as first observed, where it was corrected since; else null.</summary>
    [Id(5)]
    public string? ObservedTarget { get; init; }

    /// <summary>Whose own model learns it, or null.</summary>
    [Id(6)]
    public string? Entity { get; init; }

    /// <summary>Whom it is about, or null.</summary>
    [Id(7)]
    public string? Subject { get; init; }
}
