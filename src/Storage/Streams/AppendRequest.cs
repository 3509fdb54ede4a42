namespace Berlin.Storage.Streams;

/// <summary>Rows that one trainer wants to append to the stream it took.</summary>
public sealed record AppendRequest
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Epoch of the take.</summary>
    public required long Epoch { get; init; }

    /// <summary>Owner of the take.</summary>
    public required string Owner { get; init; }

    /// <summary>Head that the trainer has seen; the rows are numbered from <c>ExpectedHead + 1</c>.</summary>
    public required long ExpectedHead { get; init; }

    /// <summary>The rows, with their sequence numbers and with ids that the stream does not hold yet.</summary>
    public required IReadOnlyList<StoredObservation> Rows { get; init; }
}
