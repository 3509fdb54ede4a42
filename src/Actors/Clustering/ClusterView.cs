using System.Collections.Immutable;
using Berlin.Actors.Placement;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Who is in the cluster, as of a version. Immutable: who reads one decides by one. Silos that are dead or have left are absent.</summary>
internal sealed class ClusterView
{
    public ClusterView(long version, ImmutableArray<SiloMember> members)
    {
        Version = version;
        Members = members;
        Active = [.. members.Where(member => member.Status == SiloStatus.Active)];
    }

    public static ClusterView Empty { get; } = new(0, []);

    /// <summary>Counts the changes of the cluster; of two views the one with the greater version is the newer one.</summary>
    public long Version { get; }

    public ImmutableArray<SiloMember> Members { get; }

    /// <summary>The members that grains live on.</summary>
    public ImmutableArray<SiloMember> Active { get; }

    /// <summary>The member that is this very start of the silo; null where it is dead or has left.</summary>
    public SiloMember? Find(SiloIdentity identity)
    {
        foreach (var member in Members)
        {
            if (member.Identity.Equals(identity))
            {
                return member;
            }
        }

        return null;
    }

    public bool Contains(SiloIdentity identity) => Find(identity) is not null;

    /// <summary>
    /// The silo that a grain lives on; null where no silo is active. The grain's key decides alone, so that all grains of one key
    /// live together, and who knows the key knows the place. O(members).
    /// </summary>
    public SiloMember? OwnerOf(GrainId grainId) => OwnerOf(grainId.Key.StableHash64);

    /// <summary>The active silos in the order in which they come to own a key: the owner first, then who owns it when those before are gone.</summary>
    public ImmutableArray<SiloMember> Order(ReadOnlySpan<char> key)
    {
        var hash = StableHash64.Of(key);
        return [.. Active.OrderByDescending(member => Rendezvous.Score(member.Hash, hash)).ThenBy(member => member.Name, StringComparer.Ordinal)];
    }

    public ClusterView With(SiloMember member) =>
        new(Version + 1, [.. Members.Where(other => !other.Identity.Equals(member.Identity)), member]);

    public ClusterView Without(SiloIdentity identity) =>
        new(Version + 1, [.. Members.Where(other => !other.Identity.Equals(identity))]);

    private SiloMember? OwnerOf(ulong key)
    {
        SiloMember? owner = null;
        ulong highest = 0;
        foreach (var member in Active)
        {
            var score = Rendezvous.Score(member.Hash, key);
            if (owner is null || score > highest || (score == highest && string.CompareOrdinal(member.Name, owner.Name) < 0))
            {
                (owner, highest) = (member, score);
            }
        }

        return owner;
    }
}
