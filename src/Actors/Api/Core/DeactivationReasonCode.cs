namespace Orleans;

/// <summary>Kinds of reasons why an activation ends.</summary>
[GenerateSerializer]
#pragma warning disable CA1028 // Orleans stores it as a byte.
public enum DeactivationReasonCode : byte
#pragma warning restore CA1028
{
    /// <summary>No reason was given.</summary>
    None = 0,

    /// <summary>The silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>The grain could not be activated.</summary>
    ActivationFailed = 2,

    /// <summary>The grain's place could not be decided.</summary>
    DirectoryFailure = 3,

    /// <summary>Nobody called for the collection age.</summary>
    ActivationIdle = 4,

    /// <summary>The activation does not answer.</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another activation of the grain is the one that stays.</summary>
    DuplicateActivation = 6,

    /// <summary>A request of another version of the interface arrived.</summary>
    IncompatibleRequest = 7,

    /// <summary>The grain failed.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The grain moves to another silo.</summary>
    Migrating = 10,

    /// <summary>The engine asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>The process is short of memory.</summary>
    HighMemoryPressure = 12,
}
