namespace Berlin.Actors.Grains;

/// <summary>Where an activation stands in its life. Only ever moves down.</summary>
internal enum ActivationStatus
{
    /// <summary>Made, no turn yet.</summary>
    New,

    /// <summary>Runs <c>OnActivateAsync</c>; work waits.</summary>
    Activating,

    /// <summary>Works.</summary>
    Active,

    /// <summary>Waits for running work, then runs <c>OnDeactivateAsync</c>; new work waits for the next activation.</summary>
    Deactivating,

    /// <summary>Gone from the catalog; work that still arrives is forwarded.</summary>
    Ended,
}
