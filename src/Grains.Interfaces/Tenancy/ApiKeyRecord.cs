namespace Berlin.Grains.Tenancy;

/// <summary>A stored API key. The secret itself is nowhere stored.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.api-key")]
public sealed record ApiKeyRecord
{
    /// <summary>SHA-256 of the secret's characters in ASCII, 32 bytes.</summary>
    [Id(0)]
    public required byte[] SecretSha256 { get; init; }

    /// <summary>Tenant that the key belongs to; null for an operator's key.</summary>
    [Id(1)]
    public string? Tenant { get; init; }

    /// <summary>Scopes out of <see cref="ApiKeyScopes"/>.</summary>
    [Id(2)]
    public required string[] Scopes { get; init; }
}
