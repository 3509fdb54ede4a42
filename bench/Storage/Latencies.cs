using System.Diagnostics;

namespace Berlin.Bench.Storage;

/// <summary>Durations of one kind of operation. One thread at a time.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];

    public int Count => _ticks.Count;

    /// <summary>The middle one: the tail belongs to the neighbours of a shared disk.</summary>
    public double MedianMilliseconds => _ticks.Order().ElementAt(_ticks.Count / 2) * 1e3 / Stopwatch.Frequency;

    public void Add(long startTimestamp) => _ticks.Add(Stopwatch.GetTimestamp() - startTimestamp);

    public void Add(Latencies others) => _ticks.AddRange(others._ticks);
}
