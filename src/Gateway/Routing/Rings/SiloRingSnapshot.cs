using System.Collections.Immutable;

namespace Berlin.Gateway.Routing.Rings;

/// <summary>The silos of a cluster as of one moment. Immutable.</summary>
/// <param name="silos">Every silo that is not gone.</param>
public abstract class SiloRingSnapshot(ImmutableArray<RingSilo> silos)
{
    /// <summary>Every silo that is not gone, also those that leave.</summary>
    public ImmutableArray<RingSilo> Silos { get; } = silos;

    /// <summary>
    /// The active silos, the owner of the key first, then whoever is next should it go: the same order in each gateway and
    /// in the silos themselves. O(silos x log silos).
    /// </summary>
    /// <param name="key">For example <c>tenant/model</c>.</param>
    public abstract IEnumerable<RingSilo> Order(string key);
}
