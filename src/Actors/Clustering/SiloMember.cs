using System.Collections.Immutable;
using Berlin.Actors.Placement;

namespace Berlin.Actors.Clustering;

/// <summary>A silo as a view knows it. Immutable: a change of its status is another member in another view.</summary>
/// <param name="Identity">Which start of which silo.</param>
/// <param name="Endpoint"><c>host:port</c> where other silos and clients reach it; empty within one process.</param>
/// <param name="HttpUrl">Where gateways reach it; null where it takes no HTTP requests.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Since">When it came to stand there, by the clock of the membership table.</param>
/// <param name="Metadata">What else it says of itself, <c>version</c> at least.</param>
internal sealed record SiloMember(
    SiloIdentity Identity,
    string Endpoint,
    string? HttpUrl,
    SiloStatus Status,
    DateTimeOffset Since,
    ImmutableSortedDictionary<string, string> Metadata)
{
    /// <summary>Of the name only: a silo that comes back gets the same keys again.</summary>
    public ulong Hash { get; } = StableHash64.Of(Identity.Name);

    public string Name => Identity.Name;
}
