namespace Berlin.Client;

/// <summary>How much of a model's stream is kept. It is trimmed to its bounds, oldest first, when it exceeds one by a quarter.</summary>
public sealed record RetentionDefinition
{
    /// <summary>Most observations; null = no bound.</summary>
    public long? MaxObservations { get; init; }

    /// <summary>Greatest age of an observation in days, 1 to 36,500; null = no bound.</summary>
    public int? MaxAgeDays { get; init; }
}
