namespace Berlin.Storage.Streams;

/// <summary>One row of a stream: an observation, or the correction of one.</summary>
/// <remarks>
/// A correction is a row of its own with its own sequence number, and has the id, features, entity and subject of the
/// observation that it corrects, whose row never changes. A reader that follows the stream learns the observation, and
/// later moves it from <see cref="PreviousTarget"/> to <see cref="Target"/>.
/// </remarks>
public sealed record StoredObservation
{
    /// <summary>Position in the stream, from 1. Rises; numbers of removed rows are missing and never given again.</summary>
    public required long Sequence { get; init; }

    /// <summary>Identity of the observation inside the stream.</summary>
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

    /// <summary>The true class; of a correction: the class that holds from here on.</summary>
    public required string Target { get; init; }

    /// <summary>Whose own model learns it, or null.</summary>
    public string? Entity { get; init; }

    /// <summary>Whom it is about, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>Sequence number of the observation that this row corrects; null = this row is an observation.</summary>
    public long? Corrects { get; init; }

    /// <summary>The class that held until this correction; null exactly where <see cref="Corrects"/> is.</summary>
    public string? PreviousTarget { get; init; }
}
