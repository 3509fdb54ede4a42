namespace Berlin.Client;

/// <summary>How patiently a <see cref="BerlinClient"/> repeats calls that may be repeated.</summary>
public sealed record BerlinClientOptions
{
    /// <summary>Most tries of one call, the first included; default 6. One means that nothing is repeated.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>
    /// Longest time from the first try of a call to the start of its last; default 30 seconds. A <c>Retry-After</c>
    /// that would pass it ends the call at once.
    /// </summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the second try when the server names none; it doubles with each try. Default 200 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause that the client chooses by itself; default 5 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether to go on trying while nothing listens at the address; default false, so that a wrong address fails at
    /// once. A connection that breaks after it was made is repeated either way.
    /// </summary>
    public bool WaitForServer { get; init; }

    /// <summary>Clock of the pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
