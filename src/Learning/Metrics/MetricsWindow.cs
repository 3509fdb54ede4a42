namespace Berlin.Learning;

/// <summary>The last outcomes in a ring that grows to its length as outcomes come, with their sums.</summary>
internal sealed class MetricsWindow(int length)
{
    private const int SmallestRing = 64;

    private readonly MetricsSums _sums = new();

    private MetricsEntry[] _ring = new MetricsEntry[Math.Min(length, SmallestRing)];

    /// <summary>Where the next outcome goes; also the oldest one when the ring is full.</summary>
    private int _next;

    public int Length => length;

    public MetricsSummary Summary => _sums.Summary;

    private int Count => (int)_sums.Count;

    public void Add(MetricsEntry entry)
    {
        if (Count == length)
        {
            _sums.Remove(_ring[_next]);
        }
        else if (Count == _ring.Length)
        {
            // Until the ring has its full length nothing was overwritten, so the outcomes lie in order from the start.
            _next = _ring.Length;
            Array.Resize(ref _ring, (int)Math.Min(length, _ring.Length * 2L));
        }

        _ring[_next] = entry;
        _sums.Add(entry);
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
    }

    /// <summary>The newest of these outcomes in a window of another length.</summary>
    public MetricsWindow Resized(int newLength)
    {
        var window = new MetricsWindow(newLength);
        for (var i = Math.Max(0, Count - newLength); i < Count; i++)
        {
            window.Add(this[i]);
        }

        return window;
    }

    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)length);
        writer.Varint((ulong)Count);
        for (var i = 0; i < Count; i++)
        {
            this[i].Write(writer);
        }
    }

    public static MetricsWindow Read(ref StateReader reader, long scored)
    {
        var window = new MetricsWindow((int)reader.Varint(1, ProgressiveMetrics.LargestWindow, "length of the window"));
        var count = reader.Count((int)Math.Min(scored, window.Length), "number of outcomes in the window");
        for (var i = 0; i < count; i++)
        {
            window.Add(MetricsEntry.Read(ref reader));
        }

        return window;
    }

    /// <summary>Outcomes from the oldest.</summary>
    private MetricsEntry this[int index]
    {
        get
        {
            var oldest = Count == _ring.Length ? _next : 0;
            return _ring[(oldest + index) % _ring.Length];
        }
    }
}
