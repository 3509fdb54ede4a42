namespace Berlin.Storage.Tenancy;

/// <summary>An API key's row; the secret itself is never stored.</summary>
public sealed record StoredApiKey
{
    /// <summary>Id inside the key, lower-case letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>Owner; null for an operator's key.</summary>
    public string? Tenant { get; init; }

    /// <summary>SHA-256 of the secret's characters in ASCII, 32 bytes.</summary>
    public required byte[] SecretSha256 { get; init; }

    /// <summary>Scopes: words without white space.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is for, in words for people, or null.</summary>
    public string? Label { get; init; }

    /// <summary>When it was stored, UTC, in whole microseconds. The store says so, whatever a new key says.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops being valid, UTC, rounded down to the microsecond; null = never.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get;
        init => field = Microseconds.Truncate(value);
    }

    /// <summary>When it was revoked, UTC, rounded down to the microsecond; null = it is not.</summary>
    public DateTimeOffset? RevokedAt
    {
        get;
        init => field = Microseconds.Truncate(value);
    }
}
