namespace Berlin.Actors;

/// <summary>
/// Where turns run: by default the thread pool. A test may run a whole cluster in one thread, in an order that its seed decides.
/// </summary>
public interface ITurnExecutor
{
    /// <summary>Runs <paramref name="turns"/> once, later, never inside this call.</summary>
    /// <param name="turns">The waiting turns of one activation.</param>
    /// <param name="isFresh">Whether the activation was idle; false when it has used up its visit and others go first.</param>
    void Execute(IThreadPoolWorkItem turns, bool isFresh);
}
