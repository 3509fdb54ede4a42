namespace Berlin.Grains.Tenancy;

/// <summary>A tenant in a list.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.tenant-report")]
public sealed record TenantReport
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>When it was created, UTC.</summary>
    [Id(1)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Models that it owns.</summary>
    [Id(2)]
    public required long Models { get; init; }
}
