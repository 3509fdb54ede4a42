namespace Berlin.Storage.Tenancy;

/// <summary>Tenants and their API keys. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>A key is valid until it expires or is revoked. Where a tenant is asked for keys, null means the operator.</remarks>
public interface ITenantStore
{
    /// <summary>Creates the tenant with its first key in one transaction.</summary>
    /// <returns>False where a tenant of that name exists; then nothing changed.</returns>
    /// <exception cref="ArgumentException">The key is not this tenant's, is malformed, or has the id of another; nothing is stored.</exception>
    Task<bool> CreateAsync(string name, StoredApiKey firstKey, CancellationToken cancellationToken);

    /// <summary>Tenants in the order of their names' bytes, after <paramref name="after"/> (exclusive; null = from the first), at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the tenant, its keys, models, streams, versions, aliases and jobs another name in one transaction. Each stream's epoch rises, so that
    /// trainers under the old name are fenced; unfinished jobs are queued again, and their runners fenced. Blobs keep their names.
    /// </summary>
    Task<TenantRenameVerdict> RenameAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Removes the tenant with its keys, models and all that belongs to them, in one transaction. Rows are cleared as <see cref="Models.IModelStore.DeleteAsync"/> does.</summary>
    /// <returns>What the caller is to delete now; null where there is no such tenant.</returns>
    Task<DeletedFiles?> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds a key that belongs to no tenant, where no operator key is stored yet.</summary>
    /// <returns>False where one is; then nothing changed.</returns>
    /// <exception cref="ArgumentException">The key is a tenant's, is malformed, or has the id of another; nothing is stored.</exception>
    Task<bool> AddFirstOperatorKeyAsync(StoredApiKey key, CancellationToken cancellationToken);

    /// <summary>The key of that id, or null.</summary>
    Task<StoredApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken);

    /// <summary>All keys of a tenant, those that are not valid any more included, in the order of their creation.</summary>
    Task<IReadOnlyList<StoredApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellationToken);

    /// <summary>Adds another key.</summary>
    /// <param name="key">The key; it says whose it is.</param>
    /// <param name="maxKeys">Valid keys that the owner may have with this one, from 1. Of those that are not valid any more the newest so many stay in lists; older ones go.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    /// <exception cref="ArgumentException">The key is malformed, or has the id of another; nothing is stored.</exception>
    Task<KeyAddVerdict> AddKeyAsync(StoredApiKey key, int maxKeys, CancellationToken cancellationToken);

    /// <summary>Ends a key now; one that was revoked before keeps that time.</summary>
    /// <returns>False where the tenant has no such key.</returns>
    Task<bool> RevokeKeyAsync(string? tenant, string id, CancellationToken cancellationToken);

    /// <summary>Lets a key expire at a time; one that expires earlier keeps its time.</summary>
    /// <returns>False where the tenant has no such key.</returns>
    Task<bool> ExpireKeyAsync(string? tenant, string id, DateTimeOffset at, CancellationToken cancellationToken);
}
