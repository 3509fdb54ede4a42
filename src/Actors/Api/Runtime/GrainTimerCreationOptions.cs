using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer ticks, and what its ticks may interleave with.</summary>
#pragma warning disable CA1815 // Orleans defines no equality for it.
public readonly struct GrainTimerCreationOptions
#pragma warning restore CA1815
{
    /// <summary>Options whose times are set by an initializer.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Options with their times.</summary>
    /// <param name="dueTime">Time to the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> = do not start.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> = tick once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with calls and other timers; default no.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use, which keeps the activation from being collected; default no.</summary>
    public bool KeepAlive { get; init; }
}
