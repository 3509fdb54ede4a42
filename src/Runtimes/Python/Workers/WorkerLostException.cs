namespace Berlin.Runtimes.Python.Workers;

/// <summary>A worker process is of no use any more.</summary>
/// <param name="reason">Why, as the end of a sentence: <c>it was ended by signal 9</c>.</param>
/// <param name="signal">The signal that ended it; 0 where none did, or it is not known.</param>
internal sealed class WorkerLostException(string reason, int signal = 0) : Exception(reason)
{
    /// <summary>The signal that ended it.</summary>
    public int Signal { get; } = signal;
}
