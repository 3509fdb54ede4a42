namespace Berlin.Chaos.Oracle;

/// <summary>What must all be zero after any fault; and for the reader of a failure, what was found.</summary>
internal sealed record OracleVerdict
{
    /// <summary>Observations that were acknowledged and are not stored, or not as they were sent.</summary>
    public int AcknowledgedMissing { get; init; }

    /// <summary>Ids that a stream holds twice.</summary>
    public int StoredTwice { get; init; }

    /// <summary>Sequence numbers that a stream skips or holds beyond its head.</summary>
    public int SequenceGaps { get; init; }

    /// <summary>Appends and checkpoints that were accepted from a silo that did not own the stream, or under an epoch of the past.</summary>
    public int StaleWrites { get; init; }

    /// <summary>Epochs of streams that had two owners.</summary>
    public int SharedEpochs { get; init; }

    /// <summary>Trainers whose learner differs from a clean replay of the stored rows.</summary>
    public int DigestsDiffer { get; init; }

    /// <summary>Trainers that could not be asked or did not take a write in time.</summary>
    public int Stuck { get; init; }

    /// <summary>What was found, a sentence each; the first few of each kind.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Rows that were read for it.</summary>
    public long RowsRead { get; init; }

    public bool IsClean => AcknowledgedMissing + StoredTwice + SequenceGaps + StaleWrites + SharedEpochs + DigestsDiffer + Stuck == 0;

    public OracleVerdict Add(OracleVerdict other) => new()
    {
        AcknowledgedMissing = AcknowledgedMissing + other.AcknowledgedMissing,
        StoredTwice = StoredTwice + other.StoredTwice,
        SequenceGaps = SequenceGaps + other.SequenceGaps,
        StaleWrites = StaleWrites + other.StaleWrites,
        SharedEpochs = SharedEpochs + other.SharedEpochs,
        DigestsDiffer = DigestsDiffer + other.DigestsDiffer,
        Stuck = Stuck + other.Stuck,
        Findings = [.. Findings, .. other.Findings],
        RowsRead = RowsRead + other.RowsRead,
    };

    public override string ToString()
    {
        var counts = $"acknowledged missing {AcknowledgedMissing}, stored twice {StoredTwice}, gaps {SequenceGaps}, stale writes {StaleWrites}, "
            + $"two owners in an epoch {SharedEpochs}, digests that differ {DigestsDiffer}, stuck {Stuck} ({RowsRead} rows read)";
        return string.Join(Environment.NewLine, [counts, .. Findings]);
    }
}
