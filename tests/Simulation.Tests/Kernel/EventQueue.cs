namespace Berlin.Simulation.Tests.Kernel;

/// <summary>
/// Events in the order of their time, and at the same time in the order that was drawn for them. A heap of keys and slot numbers: what an
/// event holds stays in its slot, so that sifting moves plain numbers, four children to a node, and not references.
/// </summary>
internal sealed class EventQueue<T>
{
    private const int Arity = 4;

    private Node[] _heap = new Node[256];
    private T[] _slots = new T[256];
    private int[] _free = new int[256];
    private int _freeCount;
    private int _count;

    /// <summary>Adds an event.</summary>
    public void Add(long due, ulong tie, T item)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
            Array.Resize(ref _slots, _count * 2);
            Array.Resize(ref _free, _count * 2);
        }

        // Slots in use are as many as nodes: where none was given back, the next one was never used.
        var slot = _freeCount > 0 ? _free[--_freeCount] : _count;
        _slots[slot] = item;
        SiftUp(_count++, new Node(due, tie, slot));
    }

    /// <summary>When the first event is due.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryPeek(out long due)
    {
        due = _heap[0].Due;
        return _count > 0;
    }

    /// <summary>Takes the first event; there must be one.</summary>
    public T Take(out long due)
    {
        var first = _heap[0];
        var last = _heap[--_count];
        if (_count > 0)
        {
            SiftDown(last);
        }

        due = first.Due;
        var item = _slots[first.Slot];
        _slots[first.Slot] = default!;
        _free[_freeCount++] = first.Slot;
        return item;
    }

    private void SiftUp(int index, Node node)
    {
        var heap = _heap;
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (!node.IsBefore(heap[parent]))
            {
                break;
            }

            heap[index] = heap[parent];
            index = parent;
        }

        heap[index] = node;
    }

    private void SiftDown(Node node)
    {
        var heap = _heap;
        var index = 0;
        for (var child = 1; child < _count; child = (index * Arity) + 1)
        {
            var first = child;
            var end = Math.Min(child + Arity, _count);
            for (var other = child + 1; other < end; other++)
            {
                if (heap[other].IsBefore(heap[first]))
                {
                    first = other;
                }
            }

            if (!heap[first].IsBefore(node))
            {
                break;
            }

            heap[index] = heap[first];
            index = first;
        }

        heap[index] = node;
    }

    private readonly record struct Node(long Due, ulong Tie, int Slot)
    {
        public bool IsBefore(in Node other) => Due < other.Due || (Due == other.Due && Tie < other.Tie);
    }
}
