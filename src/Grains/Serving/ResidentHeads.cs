using System.Collections.Concurrent;

namespace Berlin.Grains.Serving;

/// <summary>Which models answer in this process. Thread-safe.</summary>
public sealed class ResidentHeads
{
    private readonly ConcurrentDictionary<string, byte> _keys = new(StringComparer.Ordinal);

    /// <summary>Their keys, <c>tenant/model</c>, in no order.</summary>
    public IReadOnlyCollection<string> Keys => [.. _keys.Keys];

    /// <summary>A model has been loaded.</summary>
    public void Add(string key) => _keys.TryAdd(key, 0);

    /// <summary>A model is no longer in memory.</summary>
    public void Remove(string key) => _keys.TryRemove(key, out _);
}
