namespace Berlin.Storage.Tenancy;

/// <summary>Tenants and their API keys. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
public interface ITenantStore
{
    /// <summary>Creates the tenant with its first key in one transaction.</summary>
    /// <returns>False where a tenant of that name exists; then nothing changed.</returns>
    /// <exception cref="ArgumentException">The key is not this tenant's, is malformed, or has the id of another; nothing is stored.</exception>
    Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken);

    /// <summary>Adds a key that belongs to no tenant, where no operator key is stored yet.</summary>
    /// <returns>False where one is; then nothing changed.</returns>
    /// <exception cref="ArgumentException">The key is a tenant's, is malformed, or has the id of another; nothing is stored.</exception>
    Task<bool> AddFirstOperatorKeyAsync(StoredApiKey key, CancellationToken cancellationToken);

    /// <summary>The key of that id, or null.</summary>
    Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken);
}
