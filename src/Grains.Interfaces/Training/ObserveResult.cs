namespace Berlin.Grains.Training;

/// <summary>What became of a batch of observations. Accepted ones are stored and learned.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.observe-result")]
public sealed record ObserveResult
{
    /// <summary>Observations stored by this call.</summary>
    [Id(0)]
    public required int Accepted { get; init; }

    /// <summary>Observations that were stored before, with the same content.</summary>
    [Id(1)]
    public required int Duplicates { get; init; }

    /// <summary>Observations that were refused, in order of their index.</summary>
    [Id(2)]
    public required RejectedObservation[] Rejected { get; init; }

    /// <summary>Sequence number of the last stored observation of the stream.</summary>
    [Id(3)]
    public required long Sequence { get; init; }
}

/// <summary>An observation that was refused; nothing of it is stored.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.rejected-observation")]
public sealed record RejectedObservation
{
    /// <summary>Position in the request, from 0.</summary>
    [Id(0)]
    public required int Index { get; init; }

    /// <summary>Why, as one of <see cref="ErrorCodes"/>.</summary>
    [Id(1)]
    public required string Code { get; init; }

    /// <summary>Why, for people: names the field and the bound.</summary>
    [Id(2)]
    public required string Error { get; init; }
}
