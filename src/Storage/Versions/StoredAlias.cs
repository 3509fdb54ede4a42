namespace Berlin.Storage.Versions;

/// <summary>An alias's row.</summary>
public sealed record StoredAlias
{
    /// <summary>Its name.</summary>
    public required AliasKey Key { get; init; }

    /// <summary>Number of the version that it names.</summary>
    public required long Number { get; init; }

    /// <summary>That version's <see cref="VersionSummary.Id"/>.</summary>
    public required long VersionId { get; init; }

    /// <summary>The number that it named before; null where it named none. That version may be gone by now.</summary>
    public long? PreviousNumber { get; init; }

    /// <summary>Higher after each change; no two changes of any alias in this store have the same one.</summary>
    public required long Revision { get; init; }

    /// <summary>When it last changed, UTC, in whole microseconds.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed it.</summary>
    public required string ChangedBy { get; init; }
}
