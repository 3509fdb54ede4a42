using System.Runtime.ExceptionServices;

namespace Berlin.Simulation.Tests.Kernel;

/// <summary>
/// One thread, one queue of events, one clock that jumps from event to event. Events of the same moment run in an order that the seed
/// draws; everything else that is left to chance is drawn from the seed, too, so a seed is a run.
/// </summary>
internal sealed class World
{
    private readonly EventQueue<SimulatedEvent> _events = new();
    private readonly List<SimulatedProcess> _processes = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Draws _order;
    private ExceptionDispatchInfo? _failure;
    private volatile string? _stray;

    public World(ulong seed)
    {
        Seed = seed;
        Draws = new Draws(seed);
        _order = Draws.Fork();
        Director = AddProcess("director");
    }

    public ulong Seed { get; }

    public Draws Draws { get; }

    public Trace Trace { get; } = new();

    /// <summary>Simulated time since the start, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Now);

    public long EventCount { get; private set; }

    /// <summary>What no fault reaches: it draws faults and asks questions.</summary>
    public SimulatedProcess Director { get; }

    public SimulatedProcess AddProcess(string name)
    {
        var process = new SimulatedProcess(this, name, _processes.Count);
        _processes.Add(process);
        return process;
    }

    public void Add(SimulatedProcess process, TimeSpan delay, SendOrPostCallback callback, object? state)
    {
        if (!IsOnThread())
        {
            return;
        }

        if (process.IsDead)
        {
            return;
        }

        var lag = process.Lag > TimeSpan.Zero ? (long)(_order.Next() >> 11) % process.Lag.Ticks : 0;
        var due = Now + Math.Max(delay.Ticks, 0) + lag;
        _events.Add(due, _order.Next(), new SimulatedEvent(process, callback, state));
    }

    /// <summary>How long a ready continuation or turn waits for its processor: microseconds, now and then milliseconds.</summary>
    public TimeSpan Jitter()
    {
        var drawn = _order.Next();
        return (drawn & 0x3FF) == 0 ? TimeSpan.FromTicks((long)(drawn >> 40) % 50_000) : TimeSpan.FromTicks((long)(drawn >> 40) % 100);
    }

    public void Write(string text) => Trace.Write(Now, text);

    /// <summary>Ends the run with an exception at its next event.</summary>
    public void Fail(Exception exception) => _failure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>Refuses work that has reached another thread.</summary>
    public void CheckThread()
    {
        if (!IsOnThread())
        {
            throw new InvalidOperationException("Work of a simulation runs on another thread.");
        }
    }

    /// <summary>Runs events until <paramref name="isDone"/>, or until none is due before <paramref name="end"/>.</summary>
    /// <returns>Whether it is done.</returns>
    public bool Run(TimeSpan end, Func<bool>? isDone = null)
    {
        var outer = SynchronizationContext.Current;
        try
        {
            while (isDone?.Invoke() != true)
            {
                if (!_events.TryPeek(out var due) || due > end.Ticks)
                {
                    Now = Math.Max(Now, end.Ticks);
                    return isDone is null;
                }

                Step();
            }

            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Fails the run with what asynchronous work of a process throws.</summary>
    public static async Task WatchAsync(Task work)
    {
        var process = ((SimulatedContext)SynchronizationContext.Current!).Process;
        try
        {
            await work;
        }
        catch (Exception exception) when (!process.IsDead)
        {
            process.World.Fail(exception);
        }
    }

    private void Step()
    {
        var next = _events.Take(out var due);
        Now = due;
        EventCount++;
        var process = next.Process;
        if (process.IsDead)
        {
            return;
        }

        if (process.IsPaused)
        {
            process.Hold(next.Callback, next.State);
            return;
        }

        Trace.Fold(Now);
        Trace.Fold(process.Number);
        SynchronizationContext.SetSynchronizationContext(process.Context);
        next.Callback(next.State);
        if (_stray is not null)
        {
            throw new InvalidOperationException($"Work of a simulation has reached another thread, so its order is not the seed's: {_stray}");
        }

        _failure?.Throw();
    }

    private bool IsOnThread()
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            return true;
        }

        _stray ??= Environment.StackTrace;
        return false;
    }

    private readonly record struct SimulatedEvent(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
}
