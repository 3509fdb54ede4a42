namespace Berlin.Grains.Tenancy;

/// <summary>Creates, lists, renames and removes tenants, issues their keys, and lists what they own. Key: <see cref="Key"/>.</summary>
[Alias("Berlin.ITenantDirectoryGrain")]
public interface ITenantDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Key of the one directory.</summary>
    const string Key = "tenants";

    /// <summary>Creates a tenant with its first key.</summary>
    /// <exception cref="BerlinException"><c>name.invalid</c>, <c>tenant.exists</c>.</exception>
    [Alias("Create")]
    Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Tenants in order of their names, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    [Alias("List")]
    Task<TenantReport[]> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Gives a tenant another name. Its keys stay valid; its models go on under the new name.</summary>
    /// <exception cref="BerlinException"><c>name.invalid</c>, <c>tenant.not_found</c>, <c>tenant.exists</c>.</exception>
    [Alias("Rename")]
    Task RenameAsync(string name, string newName, CancellationToken cancellationToken);

    /// <summary>Removes a tenant with its keys, models, streams and everything learned.</summary>
    /// <exception cref="BerlinException"><c>tenant.not_found</c>.</exception>
    [Alias("Delete")]
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The tenant's models in order of their names, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    [Alias("ListModels")]
    Task<Models.ModelDescription[]> ListModelsAsync(string tenant, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Makes another key of a tenant.</summary>
    /// <exception cref="BerlinException"><c>tenant.not_found</c>, <c>key.limit_reached</c>.</exception>
    [Alias("IssueKey")]
    Task<IssuedKey> IssueKeyAsync(string tenant, KeyRequest request, CancellationToken cancellationToken);

    /// <summary>The tenant's keys in order of their creation, those revoked or expired included.</summary>
    [Alias("ListKeys")]
    Task<KeyReport[]> ListKeysAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Makes a successor with the scopes and the label of a key, and lets the key itself end after a time of grace.</summary>
    /// <exception cref="BerlinException"><c>key.not_found</c> where the tenant has no such key that is valid now, <c>key.limit_reached</c>.</exception>
    [Alias("RotateKey")]
    Task<IssuedKey> RotateKeyAsync(string tenant, string id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Ends a key; gateways refuse it within five seconds. One that is revoked already stays so.</summary>
    /// <exception cref="BerlinException"><c>key.not_found</c>.</exception>
    [Alias("RevokeKey")]
    Task RevokeKeyAsync(string tenant, string id, CancellationToken cancellationToken);
}
