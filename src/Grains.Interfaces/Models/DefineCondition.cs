namespace Berlin.Grains.Models;

/// <summary>What must hold for a definition to be taken; nothing where both members are absent.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.define-condition")]
public sealed record DefineCondition
{
    /// <summary>No condition.</summary>
    public static DefineCondition None { get; } = new();

    /// <summary>The model must exist at this revision.</summary>
    [Id(0)]
    public long? Revision { get; init; }

    /// <summary>The model must not exist.</summary>
    [Id(1)]
    public bool MustBeNew { get; init; }
}
