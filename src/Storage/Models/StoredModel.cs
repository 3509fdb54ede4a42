namespace Berlin.Storage.Models;

/// <summary>A model's row.</summary>
public sealed record StoredModel
{
    /// <summary>Owner.</summary>
    public required string Tenant { get; init; }

    /// <summary>Name inside the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>Definition as JSON; the store does not read it.</summary>
    public required string Definition { get; init; }

    /// <summary>Rises by one with each change of the definition, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was created, UTC, rounded down to the microsecond.</summary>
    public required DateTimeOffset CreatedAt
    {
        get;
        init => field = Microseconds.Truncate(value);
    }

    /// <summary>When the definition last changed, UTC, rounded down to the microsecond.</summary>
    public required DateTimeOffset ChangedAt
    {
        get;
        init => field = Microseconds.Truncate(value);
    }
}
