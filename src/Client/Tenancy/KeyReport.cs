namespace Berlin.Client;

/// <summary>What is asked of a new key.</summary>
public sealed record KeyRequest
{
    /// <summary>At least one of <c>predict</c>, <c>observe</c> and <c>manage</c>, among those of the key that makes it.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is for, for people; 1 to 63 printable ASCII characters.</summary>
    public string? Label { get; init; }

    /// <summary>When it ends; never, unless told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key without its secret.</summary>
public record KeyReport
{
    /// <summary>The id inside the key.</summary>
    public required string Id { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is for.</summary>
    public string? Label { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends or ended; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null = it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A new key, which is told once.</summary>
public sealed record IssuedKey : KeyReport
{
    /// <summary>The key, a secret.</summary>
    public required string Key { get; init; }
}

/// <summary>The keys of a tenant.</summary>
/// <param name="Keys">The keys in the order of their creation, those revoked or expired included.</param>
public sealed record KeyList(IReadOnlyList<KeyReport> Keys);
