namespace Berlin.Actors.Tests.Embedded;

/// <summary>Runs turns on the test's thread, in an order that a seed decides.</summary>
internal sealed class SeededExecutor(int seed) : ITurnExecutor
{
    private readonly Random _random = new(seed);
    private readonly List<IThreadPoolWorkItem> _waiting = [];

    public void Execute(IThreadPoolWorkItem turns, bool isFresh)
    {
        lock (_waiting)
        {
            _waiting.Add(turns);
        }
    }

    /// <summary>Runs until nothing waits.</summary>
    public void RunAll()
    {
        while (TryTake() is { } turns)
        {
            turns.Execute();
        }
    }

    private IThreadPoolWorkItem? TryTake()
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            var index = _random.Next(_waiting.Count);
            var turns = _waiting[index];
            _waiting.RemoveAt(index);
            return turns;
        }
    }
}
