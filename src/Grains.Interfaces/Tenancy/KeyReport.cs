namespace Berlin.Grains.Tenancy;

/// <summary>What is asked of a new key.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.key-request")]
public sealed record KeyRequest
{
    /// <summary>Scopes out of <see cref="ApiKeyScopes"/>, at least one.</summary>
    [Id(0)]
    public required string[] Scopes { get; init; }

    /// <summary>What it is for, for people; 1-63 printable ASCII characters, or null.</summary>
    [Id(1)]
    public string? Label { get; init; }

    /// <summary>When it ends, UTC; null = never.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A new key, which is told only once.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.issued-key")]
public sealed record IssuedKey
{
    /// <summary>API key <c>bk_&lt;id&gt;_&lt;secret&gt;</c>.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>The key in lists.</summary>
    [Id(1)]
    public required KeyReport Report { get; init; }
}

/// <summary>A key in a list, without its secret.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.key-report")]
public sealed record KeyReport
{
    /// <summary>The id inside the key.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Its scopes.</summary>
    [Id(1)]
    public required string[] Scopes { get; init; }

    /// <summary>What it is for, or null.</summary>
    [Id(2)]
    public string? Label { get; init; }

    /// <summary>When it was made, UTC.</summary>
    [Id(3)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends or ended, UTC; null = never.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null = it is not.</summary>
    [Id(5)]
    public DateTimeOffset? RevokedAt { get; init; }
}
