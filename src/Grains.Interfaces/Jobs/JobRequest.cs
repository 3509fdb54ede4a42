namespace Berlin.Grains.Jobs;

/// <summary>What a job is to do with its input.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.job-request")]
public sealed record JobRequest
{
    /// <summary>Name of the model that scores.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>How rows are read, scored and written; a text that only whoever scores them understands.</summary>
    [Id(1)]
    public required string Options { get; init; }

    /// <summary>Size of the stored input.</summary>
    [Id(2)]
    public required long InputBytes { get; init; }
}
