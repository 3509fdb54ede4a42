namespace Berlin.Grains.Serving;

/// <summary>Rows about which an entity learner is asked, and how far it must have read.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.entity-question")]
public sealed record EntityQuestion
{
    /// <summary>Generation of the log that the asker has learned; a learner of another one starts anew.</summary>
    [Id(0)]
    public required long Generation { get; init; }

    /// <summary>Sequence number up to which the entity's rows must be known; a learner that knows less reads the log first.</summary>
    [Id(1)]
    public required long KnownSequence { get; init; }

    /// <summary>One canonical JSON object in UTF-8 per row.</summary>
    [Id(2)]
    public required byte[][] Instances { get; init; }
}

/// <summary>What an entity's own observations say about rows.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.entity-testimony")]
public sealed record EntityTestimony
{
    /// <summary>Observations of the entity.</summary>
    [Id(0)]
    public required long Observations { get; init; }

    /// <summary>Its classes, in order of their first appearance.</summary>
    [Id(1)]
    public required string[] Classes { get; init; }

    /// <summary>Its observations of each class.</summary>
    [Id(2)]
    public required long[] Rows { get; init; }

    /// <summary>Occurrences of all columns in its observations of each class.</summary>
    [Id(3)]
    public required long[] Occurrences { get; init; }

    /// <summary>Per row of the question the counts that the entity has for it.</summary>
    [Id(4)]
    public required EntityCells[] Cells { get; init; }
}

/// <summary>An entity's counts for the columns of one row; three arrays of equal length.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.entity-cells")]
public readonly record struct EntityCells
{
    /// <summary>64-bit hash of the column's key.</summary>
    [Id(0)]
    public required ulong[] Keys { get; init; }

    /// <summary>Class, as a position in <see cref="EntityTestimony.Classes"/>.</summary>
    [Id(1)]
    public required int[] Classes { get; init; }

    /// <summary>Occurrences of the column in the entity's observations of the class.</summary>
    [Id(2)]
    public required uint[] Counts { get; init; }
}
