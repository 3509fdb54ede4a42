using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls about tenants; part of a <see cref="BerlinClient"/>. Needs the operator key.</summary>
public sealed class TenantCalls
{
    private readonly ApiCalls _calls;

    internal TenantCalls(ApiCalls calls) => _calls = calls;

    /// <summary>Makes a tenant. Not repeated, because its key is told once.</summary>
    /// <param name="name">Name by the rule <c>[a-z0-9][a-z0-9._-]{0,62}</c>.</param>
    /// <param name="cancellationToken">Ends the call; the tenant may exist nevertheless.</param>
    /// <returns>The tenant and its key, which is told this once.</returns>
    public Task<CreatedTenant> CreateAsync(string name, CancellationToken cancellationToken = default) =>
        _calls.SendOnceAsync(HttpMethod.Post, "v1/tenants", NameBody(name), ClientJson.Default.CreatedTenant, cancellationToken);

    /// <summary>Lists one page of the tenants, in the order of their names.</summary>
    /// <param name="after">Name after which the page begins; null for the first page.</param>
    /// <param name="limit">Most tenants on the page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<TenantPage> ListAsync(string? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, ApiPath.Page("v1/tenants", after, limit), null, ClientJson.Default.TenantPage, cancellationToken);

    /// <summary>Gives a tenant another name; its keys stay valid. Not repeated: the repetition would find nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">Its name from now on.</param>
    /// <param name="cancellationToken">Ends the call; the name may be changed nevertheless.</param>
    public Task<RenamedTenant> RenameAsync(string name, string newName, CancellationToken cancellationToken = default) =>
        _calls.SendOnceAsync(HttpMethod.Put, PathOf(name), NameBody(newName), ClientJson.Default.RenamedTenant, cancellationToken);

    /// <summary>Deletes a tenant with everything of it. Not repeated: the repetition would find nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the call; the tenant may be gone nevertheless.</param>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => _calls.DeleteOnceAsync(PathOf(name), cancellationToken);

    /// <summary>Makes a key of a tenant, for one that has lost its keys. Not repeated, because the key is told once.</summary>
    /// <param name="name">The tenant.</param>
    /// <param name="request">What the key may do.</param>
    /// <param name="cancellationToken">Ends the call; the key may exist nevertheless.</param>
    public Task<IssuedKey> IssueKeyAsync(string name, KeyRequest request, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(request, ClientJson.Default.KeyRequest);
        return _calls.SendOnceAsync(HttpMethod.Post, PathOf(name) + "/keys", content, ClientJson.Default.IssuedKey, cancellationToken);
    }

    private static string PathOf(string name) => "v1/tenants/" + ApiPath.Segment(name, nameof(name));

    private static Func<HttpContent> NameBody(string name) => ApiCalls.JsonBody(new TenantRequest(name), ClientJson.Default.TenantRequest);
}
