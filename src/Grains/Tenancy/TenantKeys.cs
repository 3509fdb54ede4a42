using System.Security.Cryptography;
using Berlin.Storage.Tenancy;

namespace Berlin.Grains.Tenancy;

/// <summary>Makes, lists, rotates and revokes the keys of tenants. Who may ask for which scopes is the HTTP host's to judge.</summary>
internal sealed class TenantKeys(ITenantStore tenants, RandomNumberGenerator random, TimeProvider time)
{
    /// <summary>Keys of a tenant that may be valid at one time; enough for each of its applications, twice during a rotation.</summary>
    public const int MaxKeys = 20;

    private static readonly string[] FirstKeyScopes = [ApiKeyScopes.Predict, ApiKeyScopes.Observe, ApiKeyScopes.Manage];

    /// <summary>The first key of a new tenant; not stored.</summary>
    public (string Key, StoredApiKey Stored) MakeFirst(string tenant) => Make(tenant, FirstKeyScopes, label: null, expiresAt: null);

    /// <exception cref="BerlinException"><c>tenant.not_found</c>, <c>key.limit_reached</c>.</exception>
    public async Task<IssuedKey> IssueAsync(string tenant, KeyRequest request, CancellationToken cancellationToken)
    {
        var (key, stored) = Make(tenant, request.Scopes, request.Label, request.ExpiresAt);
        return await tenants.AddKeyAsync(stored, MaxKeys, cancellationToken) switch
        {
            KeyAddVerdict.Added => new IssuedKey { Key = key, Report = Report(stored) },
            KeyAddVerdict.TooManyKeys => throw new BerlinException(
                ErrorCodes.KeyLimitReached, $"The tenant has {MaxKeys} valid keys, the most there may be. Revoke one first."),
            _ => throw TenantErrors.NotFound(tenant),
        };
    }

    public async Task<KeyReport[]> ListAsync(string tenant, CancellationToken cancellationToken) =>
        [.. (await tenants.ListKeysAsync(tenant, cancellationToken)).Select(Report)];

    /// <exception cref="BerlinException"><c>key.not_found</c>, <c>key.limit_reached</c>.</exception>
    public async Task<IssuedKey> RotateAsync(string tenant, string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = await tenants.FindKeyAsync(id, cancellationToken);
        if (current is null || current.Tenant != tenant || current.RevokedAt is not null || current.ExpiresAt <= now)
        {
            throw TenantErrors.KeyNotFound(id);
        }

        // The successor comes first: a crash in between leaves two keys, never none.
        var successor = await IssueAsync(
            tenant,
            new KeyRequest { Scopes = [.. current.Scopes], Label = current.Label, ExpiresAt = current.ExpiresAt },
            cancellationToken);
        await tenants.ExpireKeyAsync(tenant, id, now + grace, cancellationToken);
        return successor;
    }

    /// <exception cref="BerlinException"><c>key.not_found</c>.</exception>
    public async Task RevokeAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!await tenants.RevokeKeyAsync(tenant, id, cancellationToken))
        {
            throw TenantErrors.KeyNotFound(id);
        }
    }

    private (string Key, StoredApiKey Stored) Make(
        string tenant, IReadOnlyList<string> scopes, string? label, DateTimeOffset? expiresAt)
    {
        var (key, id, secretSha256) = ApiKeyText.Create(random);
        return (key, new StoredApiKey
        {
            Id = id,
            Tenant = tenant,
            SecretSha256 = secretSha256,
            Scopes = scopes,
            Label = label,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = expiresAt,
        });
    }

    private static KeyReport Report(StoredApiKey key) => new()
    {
        Id = key.Id,
        Scopes = [.. key.Scopes],
        Label = key.Label,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
    };
}
