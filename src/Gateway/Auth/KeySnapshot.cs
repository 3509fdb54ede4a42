using System.Security.Cryptography;
using System.Text;
using Berlin.Grains.Tenancy;
using Microsoft.Extensions.Primitives;

namespace Berlin.Gateway.Auth;

/// <summary>What is known about one key id, in the form that a request needs; null record = no such key is valid. Thread-safe.</summary>
internal sealed class KeySnapshot
{
    private readonly byte[]? _secretSha256;
    private byte[]? _acceptedSecret;
    private long _expiresAt;

    /// <param name="record">What the grain said.</param>
    /// <param name="askedAt">When it was asked, as a timestamp of the gateway's <see cref="TimeProvider"/>.</param>
    /// <param name="expiresAt">When it is no longer believed, as such a timestamp.</param>
    public KeySnapshot(ApiKeyRecord? record, long askedAt, long expiresAt)
    {
        AskedAt = askedAt;
        _expiresAt = expiresAt;
        if (record is not null)
        {
            _secretSha256 = record.SecretSha256;
            Tenant = record.Tenant;
            Scopes = string.Join(' ', record.Scopes);
        }
    }

    /// <summary>The tenant, or none for an operator's key.</summary>
    public StringValues Tenant { get; }

    /// <summary>The scopes, separated by spaces.</summary>
    public StringValues Scopes { get; }

    /// <summary>When the grain was asked: nobody has said anything of the key since.</summary>
    public long AskedAt { get; }

    /// <summary>When it is no longer believed.</summary>
    public long ExpiresAt => Volatile.Read(ref _expiresAt);

    /// <summary>It is believed for longer, because nobody can be asked.</summary>
    public void BelieveUntil(long timestamp) => Volatile.Write(ref _expiresAt, timestamp);

    /// <summary>
    /// Whether the key shows the right secret. The time it takes does not depend on where a wrong one differs. A secret
    /// that was found right is kept as long as this snapshot, because hashing it for each request would cost more than
    /// all the rest of the check.
    /// </summary>
    public bool Accepts(ApiKey key)
    {
        if (_secretSha256 is null)
        {
            return false;
        }

        Span<byte> secret = stackalloc byte[ApiKey.SecretLength];
        Encoding.ASCII.GetBytes(key.Secret, secret);
        if (Volatile.Read(ref _acceptedSecret) is { } accepted && CryptographicOperations.FixedTimeEquals(secret, accepted))
        {
            return true;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, digest);
        if (!CryptographicOperations.FixedTimeEquals(digest, _secretSha256))
        {
            return false;
        }

        Volatile.Write(ref _acceptedSecret, secret.ToArray());
        return true;
    }
}
