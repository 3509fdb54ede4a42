namespace Berlin.Grains.Tenancy;

/// <summary>A new tenant and its first key, which is told only once.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.created-tenant")]
public sealed record CreatedTenant
{
    /// <summary>Name of the tenant.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>API key <c>bk_&lt;id&gt;_&lt;secret&gt;</c> with the scopes predict, observe and manage.</summary>
    [Id(1)]
    public required string Key { get; init; }
}
