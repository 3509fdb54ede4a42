using System.Collections.Immutable;
using Berlin.Actors.Placement;
using Orleans.Runtime;

namespace Berlin.Actors.Clustering;

/// <summary>Who is in the cluster, as of a version. Immutable: who reads one decides by one.</summary>
internal sealed record ClusterView(long Version, ImmutableArray<SiloMember> Members)
{
    public static ClusterView Empty { get; } = new(0, []);

    public bool Contains(SiloMember member) => Members.Contains(member);

    /// <summary>The silo that a grain lives on by rendezvous hashing; null in an empty cluster. O(members).</summary>
    public SiloMember? OwnerOf(GrainId grainId)
    {
        SiloMember? owner = null;
        ulong highest = 0;
        var grain = grainId.StableHash64;
        foreach (var member in Members)
        {
            var score = Rendezvous.Score(member.Hash, grain);
            if (owner is null || score > highest || (score == highest && string.CompareOrdinal(member.Name, owner.Name) < 0))
            {
                (owner, highest) = (member, score);
            }
        }

        return owner;
    }

    public ClusterView With(SiloMember member) => new(Version + 1, Members.Add(member));

    public ClusterView Without(SiloMember member) => new(Version + 1, Members.Remove(member));
}
