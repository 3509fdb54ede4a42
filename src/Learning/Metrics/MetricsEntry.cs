namespace Berlin.Learning;

/// <summary>The outcome of one prediction in 8 bytes: the loss in 2^-32 nat above two bits that say how near it was.</summary>
internal readonly record struct MetricsEntry
{
    private const double UnitsPerNat = 1L << 32;

    private const int NearnessBits = 2;

    private const ulong First = 1;

    private const ulong FirstThree = 2;

    /// <summary>Largest loss in units.</summary>
    private const ulong LargestUnits = (ulong)(ProgressiveMetrics.LargestLoss * UnitsPerNat) + 1;

    private readonly ulong _bits;

    public MetricsEntry(int rank, double loss)
        : this(((ulong)((loss * UnitsPerNat) + 0.5) << NearnessBits) | (rank < 1 ? First : 0) | (rank < 3 ? FirstThree : 0))
    {
    }

    private MetricsEntry(ulong bits) => _bits = bits;

    public int IsFirst => (int)(_bits & First);

    public int IsFirstThree => (int)((_bits & FirstThree) >> 1);

    public ulong LossUnits => _bits >> NearnessBits;

    public static double Nats(double units) => units / UnitsPerNat;

    public void Write(StateWriter writer) => writer.Varint(_bits);

    public static MetricsEntry Read(ref StateReader reader)
    {
        var entry = new MetricsEntry(reader.Varint(0, (LargestUnits << NearnessBits) | First | FirstThree, "outcome of a prediction"));
        return entry.IsFirst <= entry.IsFirstThree
            ? entry
            : throw new LearnerStateException("The state's outcome of a prediction is among the first but not among the first three.");
    }
}
