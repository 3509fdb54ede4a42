namespace Berlin.Chaos.Load;

/// <summary>What a client knows of the observations of one model: which numbers were sent, and which of them were acknowledged. Thread-safe.</summary>
internal sealed class ObservationLedger
{
    private readonly Lock _lock = new();
    private readonly List<bool> _acknowledged = [];
    private int _acknowledgedCount;

    /// <summary>Observations that were sent at least once: the numbers from 0.</summary>
    public int Sent
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    public int Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledgedCount;
            }
        }
    }

    /// <summary>The next numbers that nobody has sent.</summary>
    public int[] Next(int count)
    {
        lock (_lock)
        {
            var numbers = Enumerable.Range(_acknowledged.Count, count).ToArray();
            _acknowledged.AddRange(Enumerable.Repeat(false, count));
            return numbers;
        }
    }

    public void Acknowledge(IEnumerable<int> numbers)
    {
        lock (_lock)
        {
            foreach (var number in numbers)
            {
                _acknowledgedCount += _acknowledged[number] ? 0 : 1;
                _acknowledged[number] = true;
            }
        }
    }

    /// <summary>Of each number that was sent, whether it is acknowledged by now.</summary>
    public bool[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _acknowledged];
        }
    }
}
