namespace Berlin.Storage.Entities;

/// <summary>What an entity's own learner had learned: a pure function of log generation and sequence.</summary>
public sealed record StoredEntityState
{
    /// <summary>The entity.</summary>
    public required string Entity { get; init; }

    /// <summary>Generation of the log that it was made from.</summary>
    public required long Generation { get; init; }

    /// <summary>Sequence number of the last row of the entity that it has absorbed.</summary>
    public required long Sequence { get; init; }

    /// <summary>The learner's bytes; the store does not read them.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>SHA-256 of the bytes, 32 bytes; whoever reads the state checks it.</summary>
    public required byte[] Sha256 { get; init; }
}
