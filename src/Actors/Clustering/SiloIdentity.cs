namespace Berlin.Actors.Clustering;

/// <summary>One start of one silo. Its generation was never used before in its cluster and is never used again.</summary>
/// <remarks>A class, so that a field which other threads read is never half of one identity and half of another.</remarks>
/// <param name="Name">Name of the silo; the same after a restart.</param>
/// <param name="Generation">Which start of it: greater than that of every silo that joined before.</param>
internal sealed record SiloIdentity(string Name, long Generation)
{
    /// <summary>Generations are unique in the cluster, so the name need not be compared.</summary>
    public bool Equals(SiloIdentity? other) => other is not null && Generation == other.Generation;

    public override int GetHashCode() => Generation.GetHashCode();

    public override string ToString() => $"{Name}#{Generation}";
}
