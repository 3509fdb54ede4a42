namespace Berlin.Storage.Streams;

/// <summary>One row of a stream.</summary>
public sealed record StoredObservation
{
    /// <summary>Position in the stream, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Identity inside the stream.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened, UTC. Rounded down to the microsecond, so that a row in memory equals the row on disk.</summary>
    public required DateTimeOffset At
    {
        get;
        init => field = Microseconds.Truncate(value);
    }

    /// <summary>Digest of what the client sent, 16 bytes: equal for equal content.</summary>
    public required byte[] ContentDigest { get; init; }

    /// <summary>Features as canonical JSON in UTF-8.</summary>
    public required byte[] Features { get; init; }

    /// <summary>The true class.</summary>
    public required string Target { get; init; }

    /// <summary>Whose own model learns it, or null.</summary>
    public string? Entity { get; init; }

    /// <summary>Whom it is about, or null.</summary>
    public string? Subject { get; init; }
}
