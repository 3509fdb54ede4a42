namespace Berlin.Learning;

/// <summary>
/// The outcome of one prediction in 8 bytes: the loss in 2^-32 nat, above the probability of the first answer in 2^-20, above two bits
/// that say how near the target was.
/// </summary>
internal readonly record struct MetricsEntry
{
    private const double UnitsPerNat = 1L << 32;

    private const int NearnessBits = 2;

    private const int ConfidenceBits = 21;

    private const ulong CertainUnits = 1UL << (ConfidenceBits - 1);

    private const ulong First = 1;

    private const ulong FirstThree = 2;

    /// <summary>Largest loss in units.</summary>
    private const ulong LargestUnits = (ulong)(ProgressiveMetrics.LargestLoss * UnitsPerNat) + 1;

    private readonly ulong _bits;

    public MetricsEntry(int rank, double loss, double confidence)
        : this(
            ((ulong)((loss * UnitsPerNat) + 0.5) << (NearnessBits + ConfidenceBits))
            | ((ulong)((confidence * CertainUnits) + 0.5) << NearnessBits)
            | (rank < 1 ? First : 0)
            | (rank < 3 ? FirstThree : 0))
    {
    }

    private MetricsEntry(ulong bits) => _bits = bits;

    public int IsFirst => (int)(_bits & First);

    public int IsFirstThree => (int)((_bits & FirstThree) >> 1);

    public ulong LossUnits => _bits >> (NearnessBits + ConfidenceBits);

    /// <summary>Probability of the first answer, in units of which <see cref="Probability"/> makes a number.</summary>
    public ulong ConfidenceUnits => (_bits >> NearnessBits) & ((1UL << ConfidenceBits) - 1);

    public static double Nats(double units) => units / UnitsPerNat;

    public static double Probability(double units) => units / CertainUnits;

    public void Write(StateWriter writer) => writer.Varint(_bits);

    public static MetricsEntry Read(ref StateReader reader)
    {
        var largest = (LargestUnits << (NearnessBits + ConfidenceBits)) | (CertainUnits << NearnessBits) | First | FirstThree;
        var entry = new MetricsEntry(reader.Varint(0, largest, "outcome of a prediction"));
        if (entry.ConfidenceUnits > CertainUnits)
        {
            throw new LearnerStateException("The state's outcome of a prediction has a probability above 1.");
        }

        return entry.IsFirst <= entry.IsFirstThree
            ? entry
            : throw new LearnerStateException("The state's outcome of a prediction is among the first but not among the first three.");
    }
}
