using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls about the entities of models; part of a <see cref="BerlinClient"/>. Needs a key with the scope <c>manage</c>.</summary>
public sealed class EntityCalls
{
    private readonly ApiCalls _calls;

    internal EntityCalls(ApiCalls calls) => _calls = calls;

    /// <summary>Lists one page of a model's entities, in the order of their bytes.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="after">Entity after which the page begins; null for the first page.</param>
    /// <param name="limit">Most entities on the page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<EntityPage> ListAsync(string model, string? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var path = ApiPath.Page($"{ApiPath.Model(model)}/entities", after, limit);
        return _calls.SendAsync(HttpMethod.Get, path, null, ClientJson.Default.EntityPage, cancellationToken);
    }

    /// <summary>Describes an entity and what is learned of it.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<EntityReport> GetAsync(string model, string entity, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, PathOf(model, entity), null, ClientJson.Default.EntityReport, cancellationToken);

    /// <summary>Removes the observations of an entity, and what was learned of them.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellationToken">Ends the call; the observations may be gone nevertheless.</param>
    public Task<RemovalResult> RemoveAsync(string model, string entity, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Delete, PathOf(model, entity), null, ClientJson.Default.RemovalResult, cancellationToken);

    private static string PathOf(string model, string entity) => $"{ApiPath.Model(model)}/entities/{ApiPath.Segment(entity, nameof(entity))}";
}
