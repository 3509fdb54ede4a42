namespace Berlin.Client;

/// <summary>What was seen: features, and the target that turned out to be right.</summary>
public sealed record Observation
{
    /// <summary>Identity of the observation inside the model, 1 to 128 printable ASCII characters. Repeating it is harmless.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened; optional.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The features by field; at most 1,000.</summary>
    public required IReadOnlyDictionary<string, FeatureValue> Features { get; init; }

    /// <summary>The class, 1 to 256 characters.</summary>
    public required string Target { get; init; }

    /// <summary>Whose observation it is; optional.</summary>
    public string? Entity { get; init; }

    /// <summary>Whom it is about; optional.</summary>
    public string? Subject { get; init; }
}
