namespace Berlin.Storage.Versions;

/// <summary>A version's row without what can be large.</summary>
public sealed record VersionSummary
{
    /// <summary>
    /// Given once and never again in this store, whatever becomes of the names: what is loaded, cached or reported goes by it, because
    /// another version can come to this one's tenant, model and number when tenants are deleted and renamed.
    /// </summary>
    public required long Id { get; init; }

    /// <summary>Owner.</summary>
    public required string Tenant { get; init; }

    /// <summary>The tenant's model that it is a version of.</summary>
    public required string Model { get; init; }

    /// <summary>1, 2, 3, ... in the order of registration; never given twice under one name of tenant and model.</summary>
    public required long Number { get; init; }

    /// <summary>The word for what runs it.</summary>
    public required string Runtime { get; init; }

    /// <summary>Bytes of its files together, those with the same content counted for each.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>What is known of it.</summary>
    public required VersionState State { get; init; }

    /// <summary>Why it is refused; null where it is not.</summary>
    public VersionRefusal? Refusal { get; init; }

    /// <summary>When the state last changed, UTC, in whole microseconds.</summary>
    public required DateTimeOffset StateChangedAt { get; init; }

    /// <summary>When it was registered, UTC, in whole microseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who registered it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Its name.</summary>
    public VersionKey Key => new(Tenant, Model, Number);
}
