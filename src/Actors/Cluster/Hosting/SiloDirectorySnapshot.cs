using System.Collections.Immutable;
using Berlin.Actors.Clustering;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>The silos of a cluster as of one version of its view. Immutable.</summary>
public sealed class SiloDirectorySnapshot
{
    private readonly ClusterView _view;
    private readonly Dictionary<SiloIdentity, DirectorySilo> _byIdentity;

    internal SiloDirectorySnapshot(ClusterView view)
    {
        _view = view;
        _byIdentity = view.Members.ToDictionary(member => member.Identity, Describe);
        Silos = [.. _byIdentity.Values.OrderBy(silo => silo.Name, StringComparer.Ordinal)];
    }

    /// <summary>Counts the changes of the cluster; 0 before anything is known.</summary>
    public long Version => _view.Version;

    /// <summary>Those that are neither dead nor gone, by name.</summary>
    public ImmutableArray<DirectorySilo> Silos { get; }

    /// <summary>
    /// The active silos in the order in which they come to own a key: the owner of the grains with this key first, then who owns them when
    /// those before are gone. Every process computes the same order of the same version. O(silos x log).
    /// </summary>
    /// <param name="key">The grains' key: <c>tenant/model</c>.</param>
    public ImmutableArray<DirectorySilo> Order(ReadOnlySpan<char> key) => [.. _view.Order(key).Select(member => _byIdentity[member.Identity])];

    private static DirectorySilo Describe(SiloMember member) => new(
        member.Name,
        member.Identity.Generation,
        (DirectorySiloStatus)member.Status,
        member.Since,
        member.HttpUrl is null ? null : new Uri(member.HttpUrl),
        member.Endpoint,
        member.Metadata);
}
