namespace Berlin.Actors.Clustering;

/// <summary>How far a silo has come in its life, or is meant to come. Only ever moves down.</summary>
internal enum SiloStage
{
    /// <summary>Has not joined.</summary>
    Outside,

    /// <summary>Holds a lease, owns nothing yet.</summary>
    Joined,

    /// <summary>Owns grains.</summary>
    Active,

    /// <summary>Owns nothing any more.</summary>
    Leaving,

    /// <summary>Has left in order.</summary>
    Left,

    /// <summary>The cluster holds it for dead.</summary>
    Dead,
}
