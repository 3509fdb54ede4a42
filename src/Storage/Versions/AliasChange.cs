namespace Berlin.Storage.Versions;

/// <summary>A change of one of a model's aliases.</summary>
/// <param name="Revision">The alias's revision from then on.</param>
/// <param name="Alias">Name of the alias inside the model.</param>
/// <param name="Number">The version that it named from then on; null where it was removed.</param>
/// <param name="ChangedAt">When, UTC, in whole microseconds.</param>
/// <param name="ChangedBy">Who did it.</param>
public sealed record AliasChange(long Revision, string Alias, long? Number, DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>Changes that are kept of one model; older ones go as new ones come.</summary>
    public const int MaxKept = 200;
}
