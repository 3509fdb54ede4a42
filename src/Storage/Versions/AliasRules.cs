namespace Berlin.Storage.Versions;

/// <summary>What every store asks of a change to an alias, inside its transaction.</summary>
internal static class AliasRules
{
    /// <summary>Whether an alias may be set, as far as it and the version say.</summary>
    /// <param name="current">The alias as it is; null where there is none.</param>
    /// <param name="number">The version that it is to name.</param>
    /// <param name="expectedRevision">What the caller has seen; 0 = none.</param>
    /// <param name="state">State of that version; null where there is none.</param>
    public static AliasWriteVerdict Judge(StoredAlias? current, long number, long expectedRevision, VersionState? state)
    {
        if ((current?.Revision ?? 0) != expectedRevision)
        {
            return AliasWriteVerdict.RevisionDiffers;
        }

        if (current?.Number == number)
        {
            return AliasWriteVerdict.Written;
        }

        return state switch
        {
            null => AliasWriteVerdict.VersionNotFound,
            { } found when found.IsServable() => AliasWriteVerdict.Written,
            _ => AliasWriteVerdict.VersionNotServable,
        };
    }
}
