using Berlin.Grains.Tenancy;
using Microsoft.Extensions.Primitives;

namespace Berlin.Gateway.Auth;

/// <summary>What is known about one key id, in the form that a request needs; null record = no such key is valid.</summary>
internal sealed class KeySnapshot
{
    public KeySnapshot(ApiKeyRecord? record, long expiresAt)
    {
        ExpiresAt = expiresAt;
        if (record is not null)
        {
            SecretSha256 = record.SecretSha256;
            Tenant = record.Tenant;
            Scopes = string.Join(' ', record.Scopes);
        }
    }

    /// <summary>SHA-256 of the secret; null where no such key is valid.</summary>
    public byte[]? SecretSha256 { get; }

    /// <summary>The tenant, or none for an operator's key.</summary>
    public StringValues Tenant { get; }

    /// <summary>The scopes, separated by spaces.</summary>
    public StringValues Scopes { get; }

    /// <summary>When it is no longer believed, as a timestamp of the gateway's <see cref="TimeProvider"/>.</summary>
    public long ExpiresAt { get; }
}
