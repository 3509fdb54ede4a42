namespace Berlin.Runtimes.Python.Workers;

/// <summary>How long to wait before something that ended is started again: not at all at first, then longer each time.</summary>
/// <param name="longest">Where the doubling ends.</param>
/// <param name="time">Tells how long it ran.</param>
internal sealed class RestartDelay(TimeSpan longest, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>What ran as long is sound; its end counts as the first.</summary>
    private static readonly TimeSpan Sound = TimeSpan.FromSeconds(30);

    private int _ends;
    private long? _started = time.GetTimestamp();

    /// <summary>It runs.</summary>
    public void Started() => _started = time.GetTimestamp();

    /// <summary>It ended, or did not start: how long to wait.</summary>
    public TimeSpan Next()
    {
        if (_started is { } started && time.GetElapsedTime(started) >= Sound)
        {
            _ends = 0;
        }

        _started = null;
        var delay = _ends == 0 ? TimeSpan.Zero : First * Math.Pow(2, Math.Min(_ends - 1, 20));
        _ends++;
        return delay < longest ? delay : longest;
    }
}
