namespace Berlin.Grains.Training;

/// <summary>The requests that wait for the next append of one trainer, in order of arrival, bounded in observations.</summary>
internal sealed class TrainerIntake(int maxWaitingObservations, int maxAppendObservations)
{
    private readonly Queue<WaitingObservations> waiting = [];
    private int waitingObservations;

    /// <summary>Queues a request; false where the bound is reached. An empty queue takes a request of any size.</summary>
    public bool TryAdd(WaitingObservations request)
    {
        if (waiting.Count > 0 && waitingObservations + request.Observations.Length > maxWaitingObservations)
        {
            return false;
        }

        waiting.Enqueue(request);
        waitingObservations += request.Observations.Length;
        return true;
    }

    /// <summary>Takes whole requests up to the size of one append; empty where none waits.</summary>
    public List<WaitingObservations> Take()
    {
        var taken = new List<WaitingObservations>();
        var takenObservations = 0;
        while (waiting.TryPeek(out var next)
            && (taken.Count == 0 || takenObservations + next.Observations.Length <= maxAppendObservations))
        {
            taken.Add(waiting.Dequeue());
            takenObservations += next.Observations.Length;
        }

        waitingObservations -= takenObservations;
        return taken;
    }
}
