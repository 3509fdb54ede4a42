using System.Diagnostics;

namespace Berlin.Bench.Storage;

/// <summary>Durations of one kind of operation. One thread at a time.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];

    public int Count => _ticks.Count;

    /// <summary>The middle one: the tail belongs to the neighbours of a shared disk.</summary>
    public double MedianMilliseconds => Milliseconds(0.5);

    /// <summary>The duration that a part of the operations does not exceed.</summary>
    public double Milliseconds(double part) =>
        _ticks.Order().ElementAt(Math.Min(_ticks.Count - 1, (int)(_ticks.Count * part))) * 1e3 / Stopwatch.Frequency;

    public void Add(long startTimestamp) => _ticks.Add(Stopwatch.GetTimestamp() - startTimestamp);

    public void Add(Latencies others) => _ticks.AddRange(others._ticks);
}
