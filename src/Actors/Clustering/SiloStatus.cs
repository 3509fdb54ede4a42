namespace Berlin.Actors.Clustering;

/// <summary>Where a silo stands in its cluster. One that is dead or has left is in no view.</summary>
internal enum SiloStatus
{
    /// <summary>Holds a lease, owns nothing yet.</summary>
    Joining = 0,

    /// <summary>Owns grains.</summary>
    Active = 1,

    /// <summary>Owns nothing any more; still answers what it has begun and hands on what arrives.</summary>
    Leaving = 2,
}
