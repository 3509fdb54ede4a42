namespace Berlin.Storage.Versions;

/// <summary>What became of a change to an alias.</summary>
/// <param name="Verdict">Whether it is changed.</param>
/// <param name="Alias">The alias as it is now; null where there is none (any more).</param>
public sealed record AliasWrite(AliasWriteVerdict Verdict, StoredAlias? Alias);

/// <summary>Whether an alias is changed.</summary>
public enum AliasWriteVerdict
{
    /// <summary>It is as the caller wants it.</summary>
    Written,

    /// <summary>The alias is not at the expected revision, or there is none, or there is one already; nothing changed.</summary>
    RevisionDiffers,

    /// <summary>The model has no version of that number, or there is no such model; nothing changed.</summary>
    VersionNotFound,

    /// <summary>The version is refused or retired; nothing changed.</summary>
    VersionNotServable,

    /// <summary>The alias has named no other version before; nothing changed.</summary>
    NoPreviousVersion,

    /// <summary>The model has as many aliases as it may; nothing changed.</summary>
    TooManyAliases,
}
