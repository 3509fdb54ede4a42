using System.Diagnostics.CodeAnalysis;

namespace Berlin.Actors.Turns;

/// <summary>Work that has arrived and may not begin yet: one queue per kind, taken in order of arrival across those that may begin.</summary>
/// <remarks>Taking is O(1), also where read-only work overtakes a long queue of exclusive work. Bounded by <see cref="Grains.Activation.TryReceive"/>.</remarks>
internal sealed class WaitingWork
{
    private readonly Queue<Entry>[] _byKind = [new(), new(), new()];
    private long _arrivals;

    public int Count { get; private set; }

    public void Add(IWork work)
    {
        _byKind[(int)work.Kind].Enqueue(new Entry(_arrivals++, work));
        Count++;
    }

    /// <summary>Takes the earliest work whose kind may begin; of any kind where <paramref name="mayBegin"/> is null.</summary>
    public bool TryTake(Func<WorkKind, bool>? mayBegin, [NotNullWhen(true)] out IWork? work)
    {
        work = null;
        if (Count == 0)
        {
            return false;
        }

        Queue<Entry>? earliest = null;
        for (var kind = WorkKind.Exclusive; kind <= WorkKind.Interleaving; kind++)
        {
            var queue = _byKind[(int)kind];
            if (queue.Count > 0 && mayBegin?.Invoke(kind) != false && (earliest is null || queue.Peek().Arrival < earliest.Peek().Arrival))
            {
                earliest = queue;
            }
        }

        if (earliest is null)
        {
            return false;
        }

        work = earliest.Dequeue().Work;
        Count--;
        return true;
    }

    private readonly record struct Entry(long Arrival, IWork Work);
}
