using Berlin.Storage.Tenancy;

namespace Berlin.Grains.Tenancy;

/// <summary>Reads one API key. Holds nothing, so that a revocation counts at the next call.</summary>
internal sealed class ApiKeyGrain(ITenantStore tenants, TimeProvider time) : Grain, IApiKeyGrain
{
    /// <inheritdoc/>
    public async Task<ApiKeyRecord?> GetAsync(CancellationToken cancellationToken)
    {
        var key = await tenants.FindKeyAsync(this.GetPrimaryKeyString(), cancellationToken);
        var isValid = key is not null && key.RevokedAt is null && !(key.ExpiresAt <= time.GetUtcNow());
        return isValid
            ? new ApiKeyRecord { SecretSha256 = key!.SecretSha256, Tenant = key.Tenant, Scopes = [.. key.Scopes] }
            : null;
    }
}
