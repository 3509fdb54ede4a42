namespace Berlin.Grains.Serving;

/// <summary>Consecutive rows of a stream on their way from the trainer to a follower.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.stream-slice")]
public sealed record StreamSlice
{
    /// <summary>Generation of the log that the rows belong to.</summary>
    [Id(0)]
    public required long Generation { get; init; }

    /// <summary>Sequence number before the first row; a follower that has not absorbed it has a gap.</summary>
    [Id(1)]
    public required long PreviousSequence { get; init; }

    /// <summary>The rows, in order of their sequence numbers.</summary>
    [Id(2)]
    public required StreamRow[] Rows { get; init; }
}

/// <summary>What a learner takes in of one row of a stream.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.stream-row")]
public sealed record StreamRow
{
    /// <summary>Position in the stream.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Features as one canonical JSON object in UTF-8.</summary>
    [Id(1)]
    public required byte[] Features { get; init; }

    /// <summary>The true class.</summary>
    [Id(2)]
    public required string Target { get; init; }

    /// <summary>For a correction the class that was held to be true until then; null for an observation.</summary>
    [Id(3)]
    public string? PreviousTarget { get; init; }

    /// <summary>Whose own model learns it, or null.</summary>
    [Id(4)]
    public string? Entity { get; init; }
}
