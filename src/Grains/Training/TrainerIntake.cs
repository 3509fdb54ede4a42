namespace Berlin.Grains.Training;

/// <summary>The requests that wait for the next append of one trainer, in order of arrival, bounded in observations.</summary>
internal sealed class TrainerIntake(int maxWaitingObservations, int maxAppendObservations)
{
    private readonly Queue<WaitingObservations> _waiting = [];
    private int _waitingObservations;

    /// <summary>Queues a request; false where the bound is reached. An empty queue takes a request of any size.</summary>
    public bool TryAdd(WaitingObservations request)
    {
        if (_waiting.Count > 0 && _waitingObservations + request.Observations.Length > maxWaitingObservations)
        {
            return false;
        }

        _waiting.Enqueue(request);
        _waitingObservations += request.Observations.Length;
        return true;
    }

    /// <summary>Takes whole requests up to the size of one append; empty where none waits.</summary>
    public List<WaitingObservations> Take()
    {
        var taken = new List<WaitingObservations>();
        var takenObservations = 0;
        while (_waiting.TryPeek(out var next)
            && (taken.Count == 0 || takenObservations + next.Observations.Length <= maxAppendObservations))
        {
            taken.Add(_waiting.Dequeue());
            takenObservations += next.Observations.Length;
        }

        _waitingObservations -= takenObservations;
        return taken;
    }
}
