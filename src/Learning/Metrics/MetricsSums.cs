namespace Berlin.Learning;

/// <summary>Sums of outcomes, exact in whole numbers.</summary>
internal sealed class MetricsSums
{
    private long _first;

    private long _firstThree;

    private UInt128 _lossUnits;

    private readonly ReliabilityTable _reliability = new();

    public long Count { get; private set; }

    public MetricsSummary Summary => Count == 0
        ? default
        : new MetricsSummary(
            Count, (double)_first / Count, (double)_firstThree / Count, MetricsEntry.Nats((double)_lossUnits / Count), _reliability.CalibrationError);

    public void Add(MetricsEntry entry)
    {
        Count++;
        _first += entry.IsFirst;
        _firstThree += entry.IsFirstThree;
        _lossUnits += entry.LossUnits;
        _reliability.Add(entry, 1);
    }

    public void Remove(MetricsEntry entry)
    {
        Count--;
        _first -= entry.IsFirst;
        _firstThree -= entry.IsFirstThree;
        _lossUnits -= entry.LossUnits;
        _reliability.Add(entry, -1);
    }

    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)Count);
        writer.Varint((ulong)_first);
        writer.Varint((ulong)_firstThree);
        writer.Varint((ulong)(_lossUnits >> 64));
        writer.Varint((ulong)_lossUnits);
        _reliability.Write(writer);
    }

    public void Read(ref StateReader reader)
    {
        Count = (long)reader.Varint(0, long.MaxValue, "number of scored observations");
        _first = (long)reader.Varint(0, (ulong)Count, "number ranked first");
        _firstThree = (long)reader.Varint((ulong)_first, (ulong)Count, "number ranked among the first three");
        var high = reader.Varint(0, ulong.MaxValue, "sum of losses");
        _lossUnits = new UInt128(high, reader.Varint(0, ulong.MaxValue, "sum of losses"));
        _reliability.Read(ref reader, Count);
    }
}
