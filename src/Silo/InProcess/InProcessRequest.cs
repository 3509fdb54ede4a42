using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Silo.InProcess;

/// <summary>
/// The features of one request as the silo's pipeline sees them: those of the gateway's server, except for what
/// belongs to a pipeline and not to a connection (the matched endpoint, its values, services, items). What the silo
/// sets stays here. Serves one request after another, one at a time.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a request; that features are enumerated is the interface's matter.")]
internal sealed class InProcessRequest<TContext> : IFeatureCollection, IHostContextContainer<TContext>, IEndpointFeature, IRouteValuesFeature
    where TContext : notnull
{
    // A handful per request; a scan is faster than a dictionary and keeps its memory.
    private readonly List<KeyValuePair<Type, object>> _own = [];
    private IFeatureCollection? _caller;
    private int _revision;
    private RouteValueDictionary? _routeValues;

    public bool IsReadOnly => false;

    public int Revision => _revision + Caller.Revision;

    /// <summary>The application's context of the request before, for use in the next.</summary>
    public TContext? HostContext { get; set; }

    public Endpoint? Endpoint { get; set; }

    [AllowNull]
    public RouteValueDictionary RouteValues
    {
        get => _routeValues ??= [];
        set => _routeValues = value;
    }

    private IFeatureCollection Caller => _caller ?? throw new ObjectDisposedException(nameof(InProcessRequest<>), "The request is over.");

    public object? this[Type key]
    {
        get => Find(key) ?? (BelongsToPipeline(key) ? null : Caller[key]);
        set => Put(key, value);
    }

    public void Begin(IFeatureCollection caller) => _caller = caller;

    public void End()
    {
        _caller = null;
        _own.Clear();
        _routeValues = null;
        Endpoint = null;
        _revision++;
    }

    // By type: the server's own lookup of a type parameter costs a dispatch more.
    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => Put(typeof(TFeature), instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        _own.Concat(Caller.Where(feature => !BelongsToPipeline(feature.Key))).DistinctBy(feature => feature.Key).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool BelongsToPipeline(Type key) =>
        key == typeof(IEndpointFeature) || key == typeof(IRouteValuesFeature) || key == typeof(IServiceProvidersFeature) || key == typeof(IItemsFeature);

    private object? Find(Type key)
    {
        foreach (var (type, feature) in _own)
        {
            if (type == key)
            {
                return feature;
            }
        }

        return key == typeof(IEndpointFeature) || key == typeof(IRouteValuesFeature) ? this : null;
    }

    private void Put(Type key, object? feature)
    {
        // Those who keep a feature at hand look for it again when the revision changes; what was absent nobody keeps.
        _revision += this[key] is null ? 0 : 1;
        var at = _own.FindIndex(own => own.Key == key);
        if (at >= 0)
        {
            _own.RemoveAt(at);
        }

        if (feature is not null)
        {
            _own.Add(new(key, feature));
        }
    }
}
