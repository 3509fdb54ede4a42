namespace Berlin.Actors.Turns;

/// <summary>Runs turns on the thread pool, those of an idle activation near its caller, whose caches hold the arguments.</summary>
internal sealed class ThreadPoolTurnExecutor : ITurnExecutor
{
    public void Execute(IThreadPoolWorkItem turns, bool isFresh) => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: isFresh);
}
