using System.Collections.Immutable;

namespace Berlin.Actors.Clustering;

/// <summary>What a silo tells about itself when it joins.</summary>
/// <param name="Name">Its name, the same after a restart.</param>
/// <param name="Endpoint"><c>host:port</c> where other silos and clients reach it; empty within one process.</param>
/// <param name="HttpUrl">Where gateways reach it; null where it takes no HTTP requests.</param>
/// <param name="Metadata">What else it says, <c>version</c> at least.</param>
internal sealed record SiloDescription(string Name, string Endpoint, string? HttpUrl, ImmutableSortedDictionary<string, string> Metadata)
{
    public static ImmutableSortedDictionary<string, string> NoMetadata { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
