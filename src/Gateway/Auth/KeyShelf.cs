using System.Collections.Concurrent;

namespace Berlin.Gateway.Auth;

/// <summary>A bounded set of key snapshots that expire. Thread-safe.</summary>
internal sealed class KeyShelf
{
    private readonly int maxEntries;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, KeySnapshot> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeySnapshot>.AlternateLookup<ReadOnlySpan<char>> bySpan;
    private int count;
    private long nextSweep;

    public KeyShelf(int maxEntries, TimeProvider time)
    {
        this.maxEntries = maxEntries;
        this.time = time;
        bySpan = entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The snapshot of the id, or null where there is none that is still believed.</summary>
    public KeySnapshot? Find(ReadOnlySpan<char> id) =>
        bySpan.TryGetValue(id, out var snapshot) && snapshot.ExpiresAt > time.GetTimestamp() ? snapshot : null;

    /// <summary>Keeps the snapshot, where there is room.</summary>
    public void Put(string id, KeySnapshot snapshot)
    {
        if (entries.TryGetValue(id, out var old))
        {
            entries.TryUpdate(id, snapshot, old);
            return;
        }

        if (Volatile.Read(ref count) >= maxEntries)
        {
            Sweep();
        }

        if (Interlocked.Increment(ref count) > maxEntries || !entries.TryAdd(id, snapshot))
        {
            Interlocked.Decrement(ref count);
        }
    }

    /// <summary>Drops what has expired; at most once a second, because it looks at every entry.</summary>
    private void Sweep()
    {
        var now = time.GetTimestamp();
        var due = Interlocked.Read(ref nextSweep);
        if (now < due || Interlocked.CompareExchange(ref nextSweep, now + time.TimestampFrequency, due) != due)
        {
            return;
        }

        foreach (var entry in entries)
        {
            if (entry.Value.ExpiresAt <= now && entries.TryRemove(entry))
            {
                Interlocked.Decrement(ref count);
            }
        }
    }
}
