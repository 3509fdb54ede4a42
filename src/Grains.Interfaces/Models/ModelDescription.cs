using Berlin.Grains.Training;

namespace Berlin.Grains.Models;

/// <summary>What <c>GET /v1/models/{model}</c> tells.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.model-description")]
public sealed record ModelDescription
{
    /// <summary>Name inside the tenant.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The definition as stored.</summary>
    [Id(1)]
    public required ModelDefinition Definition { get; init; }

    /// <summary>When the model was first defined, UTC.</summary>
    [Id(2)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the definition last changed, UTC.</summary>
    [Id(3)]
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The stream and what has been learned of it.</summary>
    [Id(4)]
    public required TrainerStatus Status { get; init; }

    /// <summary>Rises by one with each change of the definition, from 1.</summary>
    [Id(5)]
    public required long Revision { get; init; }
}
