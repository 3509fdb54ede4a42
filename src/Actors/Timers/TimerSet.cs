using Berlin.Actors.Turns;

namespace Berlin.Actors.Timers;

/// <summary>The timers of one activation, which end with it. Used in turns.</summary>
internal sealed class TimerSet
{
    // Bounded by the grain's own code: a timer is there from its registration to its disposal.
    private readonly List<IDisposable> _timers = [];

    public void Add(IDisposable timer) => _timers.Add(timer);

    public void Remove(IDisposable timer) => _timers.Remove(timer);

    /// <summary>Disposes them all. That cancels the tokens of running ticks, and what is registered there may throw.</summary>
    /// <returns>What was thrown.</returns>
    public IReadOnlyList<Exception> DisposeAll()
    {
        List<Exception> failures = [];
        foreach (var timer in _timers.ToArray())
        {
            if (UserCode.Catch(static disposed => disposed.Dispose(), timer) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }
}
