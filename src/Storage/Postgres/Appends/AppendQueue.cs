using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>Appends that wait for a transaction. Those of one stream leave in the order in which they came, and never into two transactions at once. Thread-safe.</summary>
internal sealed class AppendQueue
{
    /// <summary>Appends, rows and bytes of one transaction: bounds how long its first append waits for the last one.</summary>
    private const int MaxAppends = 256;
    private const long MaxRows = 10_000;
    private const long MaxSizeBytes = 16 << 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedAppend> _waiting = [];

    /// <summary>Streams of which nothing is taken now, and how many reasons there are for it.</summary>
    private readonly Dictionary<StreamKey, int> _held = [];

    public void Add(QueuedAppend append)
    {
        lock (_lock)
        {
            _waiting.AddLast(append);
        }
    }

    /// <summary>Nothing of the stream is taken until <see cref="Release"/>: something of this process has its row, or waits for it.</summary>
    public void Hold(StreamKey stream)
    {
        lock (_lock)
        {
            _held[stream] = _held.GetValueOrDefault(stream) + 1;
        }
    }

    /// <summary>Ends one <see cref="Hold"/>.</summary>
    public void Release(StreamKey stream)
    {
        lock (_lock)
        {
            if (--_held[stream] == 0)
            {
                _held.Remove(stream);
            }
        }
    }

    /// <summary>All that waits and may share one transaction, within its bounds; its streams are held until each is released. Empty where there is nothing.</summary>
    /// <param name="left">How many appends have left the queue, those among them that were cancelled.</param>
    public IReadOnlyList<AppendChain> Take(out int left)
    {
        lock (_lock)
        {
            var before = _waiting.Count;
            var group = new Group(_held);
            for (var node = _waiting.First; node is not null && !group.IsFull;)
            {
                var next = node.Next;
                if (group.Takes(node.Value))
                {
                    _waiting.Remove(node);
                }

                node = next;
            }

            foreach (var chain in group.Chains)
            {
                _held.Add(chain.Stream, 1);
            }

            left = before - _waiting.Count;
            return group.Chains;
        }
    }

    /// <summary>Everything that waits, in order.</summary>
    public IReadOnlyList<QueuedAppend> TakeAll()
    {
        lock (_lock)
        {
            QueuedAppend[] all = [.. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    private sealed class Group(Dictionary<StreamKey, int> held)
    {
        private readonly Dictionary<StreamKey, AppendChain> _byStream = [];
        private readonly HashSet<StreamKey> _passedOver = [];
        private int _appends;
        private long _rows;
        private long _sizeBytes;

        public List<AppendChain> Chains { get; } = [];

        public bool IsFull => _appends >= MaxAppends || _rows >= MaxRows || _sizeBytes >= MaxSizeBytes;

        /// <summary>Whether the append leaves the queue: into the group, or because its caller gave up.</summary>
        public bool Takes(QueuedAppend append)
        {
            if (held.ContainsKey(append.Stream) || _passedOver.Contains(append.Stream))
            {
                return false;
            }

            if (_byStream.TryGetValue(append.Stream, out var chain) && !append.Follows(chain.Last))
            {
                _passedOver.Add(append.Stream);
                return false;
            }

            if (append.TryTake())
            {
                Add(append, chain);
            }

            return true;
        }

        private void Add(QueuedAppend append, AppendChain? chain)
        {
            if (chain is null)
            {
                chain = new AppendChain(append);
                _byStream.Add(append.Stream, chain);
                Chains.Add(chain);
            }
            else
            {
                chain.Add(append);
            }

            _appends++;
            _rows += append.Request.Rows.Count;
            _sizeBytes += append.SizeBytes;
        }
    }
}
