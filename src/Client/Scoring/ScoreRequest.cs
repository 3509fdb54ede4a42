namespace Berlin.Client;

/// <summary>What is to be scored, and how it is answered.</summary>
public sealed record ScoreRequest
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>How the rows are written.</summary>
    public required ScoreFormat Input { get; init; }

    /// <summary>How the answers are to be written.</summary>
    public required ScoreFormat Output { get; init; }

    /// <summary>Most classes per row, 1 to 1,000; default 3.</summary>
    public int Top { get; init; } = 3;
}
