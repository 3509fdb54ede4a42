using System.Diagnostics;

namespace Berlin.Chaos.Load;

/// <summary>Every call of a run, in the order of their ends. Thread-safe.</summary>
internal sealed class CallLog
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<CallRecord> _calls = [];
    private readonly List<Action<CallRecord>> _watchers = [];

    /// <summary>Time since the log began.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    public void Add(CallRecord call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            foreach (var watcher in _watchers)
            {
                watcher(call);
            }
        }
    }

    /// <summary>The calls that were due in a span of time and have ended.</summary>
    public IReadOnlyList<CallRecord> DueBetween(TimeSpan from, TimeSpan to)
    {
        lock (_lock)
        {
            return _calls.FindAll(call => call.Due >= from && call.Due < to);
        }
    }

    /// <summary>All calls so far.</summary>
    public IReadOnlyList<CallRecord> All()
    {
        lock (_lock)
        {
            return [.. _calls];
        }
    }

    /// <summary>Tells each call that ends from now on, under the log's lock, until what is returned is disposed.</summary>
    public IDisposable Watch(Action<CallRecord> watcher)
    {
        lock (_lock)
        {
            _watchers.Add(watcher);
        }

        return new Watching(this, watcher);
    }

    private sealed class Watching(CallLog log, Action<CallRecord> watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (log._lock)
            {
                log._watchers.Remove(watcher);
            }
        }
    }
}
