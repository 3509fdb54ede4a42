namespace Berlin.Storage.Versions;

/// <summary>What is known of a version for good. Loading and warming are a silo's own matter and are not stored.</summary>
public enum VersionState
{
    /// <summary>Its files are stored; no silo has tried it, or it is to be tried again.</summary>
    Registered,

    /// <summary>A silo has loaded it and checked it against its golden samples.</summary>
    Ready,

    /// <summary>A silo has tried it, and it does not fit; <see cref="VersionRefusal"/> says what differs.</summary>
    Refused,

    /// <summary>Its owner has taken it out of service; its files stay.</summary>
    Retired,
}
