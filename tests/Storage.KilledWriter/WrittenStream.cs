using Berlin.Storage.Streams;

namespace Berlin.Storage.KilledWriter;

/// <summary>What a stream holds, in the plainest way: the writer knows from it what comes next, the reader what must be there.</summary>
public sealed class WrittenStream(string model)
{
    private readonly SortedDictionary<long, StoredObservation> _rows = [];

    /// <summary>The target that holds, of each observation that is there.</summary>
    private readonly Dictionary<long, string> _targets = [];

    public IReadOnlyCollection<StoredObservation> Rows => _rows.Values;

    /// <summary>The observations that are there, in no order.</summary>
    public IReadOnlyCollection<long> Observations => _targets.Keys;

    public StoredObservation this[long sequence] => _rows[sequence];

    /// <summary>Makes the row of that number, and adds it.</summary>
    public StoredObservation Next(long epoch, long sequence)
    {
        var row = KilledRows.Corrected(sequence) is { } corrected && _targets.TryGetValue(corrected, out var target)
            ? KilledRows.Correct(model, _rows[corrected], target, sequence)
            : KilledRows.Make(model, epoch, sequence);
        Add(row);
        return row;
    }

    public void Add(StoredObservation row)
    {
        _rows.Add(row.Sequence, row);
        _targets[row.Corrects ?? row.Sequence] = row.Target;
    }

    public void Remove(KilledRemoval removal)
    {
        foreach (var row in _rows.Values.Where(row => removal.Takes(row.Corrects ?? row.Sequence)).ToArray())
        {
            _rows.Remove(row.Sequence);
            _targets.Remove(row.Corrects ?? row.Sequence);
        }
    }
}
