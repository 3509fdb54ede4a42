namespace Berlin.Storage.Tenancy;

/// <summary>Tenants and their API keys. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
public interface ITenantStore
{
    /// <summary>Creates the tenant with its first key in one transaction.</summary>
    /// <returns>False where a tenant of that name exists; then nothing changed.</returns>
    Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken);

    /// <summary>Adds a key that belongs to no tenant, where no operator key is stored yet.</summary>
    /// <returns>False where one is; then nothing changed.</returns>
    Task<bool> AddFirstOperatorKeyAsync(StoredApiKey key, CancellationToken cancellationToken);

    /// <summary>The key of that id, or null.</summary>
    Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken);
}
