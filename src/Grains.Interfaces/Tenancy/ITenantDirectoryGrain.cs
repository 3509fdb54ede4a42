namespace Berlin.Grains.Tenancy;

/// <summary>Creates tenants and lists what they own. Key: <see cref="Key"/>.</summary>
[Alias("Berlin.ITenantDirectoryGrain")]
public interface ITenantDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Key of the one directory.</summary>
    const string Key = "tenants";

    /// <summary>Creates a tenant with its first key.</summary>
    /// <exception cref="BerlinException"><c>name.invalid</c>, <c>tenant.exists</c>.</exception>
    [Alias("Create")]
    Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken);

    /// <summary>The tenant's models in order of their names, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    [Alias("ListModels")]
    Task<Models.ModelDescription[]> ListModelsAsync(string tenant, string? after, int limit, CancellationToken cancellationToken);
}
