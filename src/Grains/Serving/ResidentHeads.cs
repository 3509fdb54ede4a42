using System.Collections.Concurrent;

namespace Berlin.Grains.Serving;

/// <summary>Which models answer in this process. Thread-safe.</summary>
public sealed class ResidentHeads
{
    private readonly ConcurrentDictionary<string, byte> _keys = new(StringComparer.Ordinal);

    /// <summary>Their keys, <c>tenant/model</c>, in no order.</summary>
    public IReadOnlyCollection<string> Keys => [.. _keys.Keys];

    internal void Add(string key) => _keys.TryAdd(key, 0);

    internal void Remove(string key) => _keys.TryRemove(key, out _);
}
