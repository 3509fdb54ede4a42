namespace Berlin.Grains.Training;

/// <summary>One observation on its way into a stream.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.observation")]
public sealed record Observation
{
    /// <summary>Position in the request, from 0; refusals name it.</summary>
    [Id(0)]
    public required int Index { get; init; }

    /// <summary>Identity inside the model, 1-128 printable ASCII characters.</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>When it happened, UTC; null = when it was stored.</summary>
    [Id(2)]
    public DateTimeOffset? At { get; init; }

    /// <summary>Features as one canonical JSON object in UTF-8: sorted keys, no duplicates, no white space.</summary>
    [Id(3)]
    public required byte[] Features { get; init; }

    /// <summary>The true class, 1-256 characters.</summary>
    [Id(4)]
    public required string Target { get; init; }

    /// <summary>Whose own model learns it, or null.</summary>
    [Id(5)]
    public string? Entity { get; init; }

    /// <summary>The person or thing it is about, for deletion, or null.</summary>
    [Id(6)]
    public string? Subject { get; init; }
}
