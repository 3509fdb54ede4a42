using System.Collections.Concurrent;

namespace Berlin.Gateway.Auth;

/// <summary>A bounded set of key snapshots that expire. Thread-safe.</summary>
internal sealed class KeyShelf
{
    private readonly int _maxEntries;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, KeySnapshot> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeySnapshot>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;
    private long _nextSweep;

    public KeyShelf(int maxEntries, TimeProvider time)
    {
        _maxEntries = maxEntries;
        _time = time;
        _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The snapshot of the id, or null where there is none that is still believed.</summary>
    public KeySnapshot? Find(ReadOnlySpan<char> id) =>
        _bySpan.TryGetValue(id, out var snapshot) && snapshot.ExpiresAt > _time.GetTimestamp() ? snapshot : null;

    /// <summary>The snapshot of the id, also where it is no longer believed; null where the shelf holds none.</summary>
    public KeySnapshot? FindLast(string id) => _entries.GetValueOrDefault(id);

    /// <summary>Forgets the id.</summary>
    public void Drop(string id)
    {
        if (_entries.TryRemove(id, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Keeps the snapshot, where there is room.</summary>
    public void Put(string id, KeySnapshot snapshot)
    {
        if (_entries.TryGetValue(id, out var old))
        {
            _entries.TryUpdate(id, snapshot, old);
            return;
        }

        if (Volatile.Read(ref _count) >= _maxEntries)
        {
            Sweep();
        }

        if (Interlocked.Increment(ref _count) > _maxEntries || !_entries.TryAdd(id, snapshot))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Drops what has expired; at most once a second, because it looks at every entry.</summary>
    private void Sweep()
    {
        var now = _time.GetTimestamp();
        var due = Interlocked.Read(ref _nextSweep);
        if (now < due || Interlocked.CompareExchange(ref _nextSweep, now + _time.TimestampFrequency, due) != due)
        {
            return;
        }

        foreach (var entry in _entries)
        {
            if (entry.Value.ExpiresAt <= now && _entries.TryRemove(entry))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
