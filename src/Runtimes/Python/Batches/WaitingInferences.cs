namespace Berlin.Runtimes.Python.Batches;

/// <summary>Requests of one version in the order in which they came, up to a bound. Thread-safe.</summary>
/// <param name="capacity">How many may wait.</param>
internal sealed class WaitingInferences(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingInference> _waiting = new();
    private TaskCompletionSource? _enough;
    private int _wanted;

    /// <summary>Adds a request; false where too many wait.</summary>
    public bool TryAdd(PendingInference inference)
    {
        lock (_gate)
        {
            if (_waiting.Count >= capacity)
            {
                return false;
            }

            _waiting.Enqueue(inference);
            if (_enough is not null && _waiting.Count >= _wanted)
            {
                _enough.TrySetResult();
                _enough = null;
            }

            return true;
        }
    }

    /// <summary>Ends when so many requests wait. One caller at a time: a later one takes the place of an earlier one, whose task never ends.</summary>
    public Task WaitForAsync(int count)
    {
        lock (_gate)
        {
            if (_waiting.Count >= count)
            {
                _enough = null;
                return Task.CompletedTask;
            }

            _wanted = count;
            _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _enough.Task;
        }
    }

    /// <summary>Takes requests in their order while the bounds allow; at least one where one waits. Those whose callers are gone are dropped.</summary>
    public List<PendingInference> Take(int maxRows, long maxBytes)
    {
        var taken = new List<PendingInference>();
        var (rows, bytes) = (0L, 0L);
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next))
            {
                if (!next.IsAbandoned)
                {
                    (rows, bytes) = (rows + next.Rows, bytes + next.SizeBytes);
                    if (taken.Count > 0 && (rows > maxRows || bytes > maxBytes))
                    {
                        break;
                    }

                    taken.Add(next);
                }

                _waiting.Dequeue();
            }
        }

        return taken;
    }
}
