using System.Collections.Concurrent;
using Berlin.Actors.Manifest;

namespace Berlin.Actors.State;

/// <summary>The stores in memory, by name. The silos of a test cluster share one of these, so that state outlives a silo.</summary>
internal sealed class MemoryStores(GrainManifest manifest)
{
    private readonly ConcurrentDictionary<string, MemoryStore> _stores = new();

    public MemoryStore Open(string name) => _stores.GetOrAdd(name, static (_, known) => new MemoryStore(known), manifest);
}
