using Berlin.Storage.Tenancy;
using Orleans.Concurrency;

namespace Berlin.Grains.Tenancy;

/// <summary>
/// Reads one API key. Holds nothing, so that a revocation counts at the next call, and any silo answers: a key must not be
/// unknown because the silo that its hash falls on is away.
/// </summary>
[Reentrant]
[StatelessWorker(1)]
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
