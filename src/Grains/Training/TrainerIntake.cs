namespace Berlin.Grains.Training;

/// <summary>The requests that wait for one trainer to write, in order of arrival, bounded in rows.</summary>
internal sealed class TrainerIntake(int maxWaitingRows, int maxAppendRows)
{
    /// <summary>Requests without rows that may wait; each costs the rebuild of a learner.</summary>
    private const int MaxWaitingRequests = 10_000;

    private readonly Queue<WaitingWrite> _waiting = [];
    private int _waitingRows;

    /// <summary>Queues a request; false where a bound is reached. An empty queue takes a request of any size.</summary>
    public bool TryAdd(WaitingWrite request)
    {
        if (_waiting.Count > 0 && (_waitingRows + request.RowCount > maxWaitingRows || _waiting.Count >= MaxWaitingRequests))
        {
            return false;
        }

        _waiting.Enqueue(request);
        _waitingRows += request.RowCount;
        return true;
    }

    /// <summary>Takes the next request where it is a removal; null where it is not or none waits.</summary>
    public WaitingRemoval? TakeRemoval() =>
        _waiting.TryPeek(out var next) && next is WaitingRemoval ? (WaitingRemoval)_waiting.Dequeue() : null;

    /// <summary>Takes whole requests up to the next removal or the size of one append; empty where none waits.</summary>
    public List<WaitingAppend> TakeAppends()
    {
        var taken = new List<WaitingAppend>();
        var takenRows = 0;
        while (_waiting.TryPeek(out var next) && next is WaitingAppend append
            && (taken.Count == 0 || takenRows + append.RowCount <= maxAppendRows))
        {
            _waiting.Dequeue();
            taken.Add(append);
            takenRows += append.RowCount;
        }

        _waitingRows -= takenRows;
        return taken;
    }

    /// <summary>Takes everything that waits.</summary>
    public List<WaitingWrite> TakeAll()
    {
        var taken = _waiting.ToList();
        _waiting.Clear();
        _waitingRows = 0;
        return taken;
    }
}
