namespace Orleans.Runtime;

/// <summary>A timer of a grain. Disposing it stops it; a tick that runs is told by its token.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Starts the timer anew.</summary>
    /// <param name="dueTime">Time to the next tick; <see cref="Timeout.InfiniteTimeSpan"/> = stop.</param>
    /// <param name="period">Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> = tick once.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
