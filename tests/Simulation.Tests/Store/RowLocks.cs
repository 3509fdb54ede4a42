using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The row locks of the database: one holder, and who waits in order of arrival.</summary>
internal sealed class RowLocks
{
    private readonly Dictionary<StreamKey, Entry> _entries = [];

    public bool IsFree(StreamKey row) => !_entries.ContainsKey(row);

    /// <summary>Takes the lock, or queues for it and calls <paramref name="granted"/> when its turn comes.</summary>
    /// <returns>Whether it is held now.</returns>
    public bool TryTake(StreamKey row, StoreSession session, Action granted)
    {
        if (!_entries.TryGetValue(row, out var entry))
        {
            _entries[row] = new Entry(session);
            return true;
        }

        if (ReferenceEquals(entry.Holder, session))
        {
            return true;
        }

        entry.Waiting.AddLast((session, granted));
        return false;
    }

    /// <summary>Who holds the lock that the session waits for; null where it waits for none.</summary>
    public StoreSession? BlockerOf(StoreSession session, StreamKey row) =>
        _entries.TryGetValue(row, out var entry) && entry.Waiting.Any(waiting => ReferenceEquals(waiting.Session, session)) ? entry.Holder : null;

    /// <summary>Gives up waiting.</summary>
    /// <returns>False where it was not waiting.</returns>
    public bool Forget(StreamKey row, StoreSession session)
    {
        if (_entries.TryGetValue(row, out var entry))
        {
            for (var node = entry.Waiting.First; node is not null; node = node.Next)
            {
                if (ReferenceEquals(node.Value.Session, session))
                {
                    entry.Waiting.Remove(node);
                    return true;
                }
            }
        }

        return false;
    }

    public void Release(StreamKey row, StoreSession session)
    {
        if (!_entries.TryGetValue(row, out var entry) || !ReferenceEquals(entry.Holder, session))
        {
            return;
        }

        if (entry.Waiting.First is not { } next)
        {
            _entries.Remove(row);
            return;
        }

        entry.Waiting.RemoveFirst();
        entry.Holder = next.Value.Session;
        next.Value.Granted();
    }

    private sealed class Entry(StoreSession holder)
    {
        public StoreSession Holder { get; set; } = holder;

        public LinkedList<(StoreSession Session, Action Granted)> Waiting { get; } = [];
    }
}
