namespace Berlin.Storage.Streams;

/// <summary>Rows that the trainer of a stream wants to remove from it for good.</summary>
public sealed record RemovalRequest
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Epoch of the take.</summary>
    public required long Epoch { get; init; }

    /// <summary>Owner of the take.</summary>
    public required string Owner { get; init; }

    /// <summary>Head that the trainer has seen.</summary>
    public required long ExpectedHead { get; init; }

    /// <summary>Which observations; their corrections go with them.</summary>
    public required RemovalSelection Selection { get; init; }
}
