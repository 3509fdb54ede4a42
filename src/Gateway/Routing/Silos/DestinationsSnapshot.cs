using System.Collections.Concurrent;
using System.Collections.Immutable;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Routing.Silos;

/// <summary>The destinations as of one view of the cluster. Thread-safe; orders are worked out once per key.</summary>
internal sealed class DestinationsSnapshot
{
    /// <summary>Keys whose order is remembered, some hundred bytes each; beyond it orders are worked out anew.</summary>
    private const int MaxKeys = 10_000;

    private readonly SiloRingSnapshot? _view;
    private readonly Dictionary<(string Name, long Generation), SiloDestination> _bySilo;
    private readonly ConcurrentDictionary<string, ImmutableArray<SiloDestination>> _orders = new(StringComparer.Ordinal);
    private int _remembered;

    public DestinationsSnapshot(SiloRingSnapshot? view, ImmutableArray<SiloDestination> all)
    {
        _view = view;
        All = all;
        _bySilo = all.ToDictionary(destination => (destination.Silo.Name, destination.Silo.Generation));
    }

    /// <summary>No silo at all.</summary>
    public static DestinationsSnapshot Empty { get; } = new(view: null, []);

    /// <summary>Every silo that is not gone.</summary>
    public ImmutableArray<SiloDestination> All { get; }

    /// <summary>The silos that take new requests, the best for the key first.</summary>
    public ImmutableArray<SiloDestination> Order(string key)
    {
        if (_orders.TryGetValue(key, out var known))
        {
            return known;
        }

        var order = _view is null ? [] : _view.Order(key).Select(silo => _bySilo[(silo.Name, silo.Generation)]).ToImmutableArray();
        if (Volatile.Read(ref _remembered) < MaxKeys && _orders.TryAdd(key, order))
        {
            Interlocked.Increment(ref _remembered);
        }

        return order;
    }
}
