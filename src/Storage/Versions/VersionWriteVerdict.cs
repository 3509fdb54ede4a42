namespace Berlin.Storage.Versions;

/// <summary>What became of a change to a version's row.</summary>
public enum VersionWriteVerdict
{
    /// <summary>Stored, or deleted.</summary>
    Written,

    /// <summary>There is no such version; nothing changed.</summary>
    NotFound,

    /// <summary>The version is not in the expected state; nothing changed.</summary>
    StateDiffers,

    /// <summary>An alias names the version; nothing changed.</summary>
    Aliased,
}
