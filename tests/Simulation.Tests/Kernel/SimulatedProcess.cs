namespace Berlin.Simulation.Tests.Kernel;

/// <summary>
/// What runs and fails as one: a silo's process, a client, the database. Everything that happens inside it is an event of its own:
/// held while it is paused, dropped once it is dead.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _held = [];

    public SimulatedProcess(World world, string name, int number)
    {
        World = world;
        Name = name;
        Number = number;
        Context = new SimulatedContext(this);
        Clock = new SimulatedClock(this);
        Turns = new SimulatedTurns(this);
    }

    /// <summary>Runs when the process dies, outside of it: its kernel closes what it held open.</summary>
    public event Action? Died;

    public World World { get; }

    public string Name { get; }

    public int Number { get; }

    public bool IsPaused { get; private set; }

    /// <summary>How often it was paused or starved.</summary>
    public int Stalls { get; private set; }

    /// <summary>The longest that each event waits for a processor that others keep busy.</summary>
    public TimeSpan Lag { get; private set; }

    public bool IsDead { get; private set; }

    public bool IsRunning => !IsPaused && !IsDead;

    public SimulatedContext Context { get; }

    public SimulatedClock Clock { get; }

    public SimulatedTurns Turns { get; }

    /// <summary>Adds an event inside the process.</summary>
    public void Post(TimeSpan delay, SendOrPostCallback callback, object? state = null) => World.Add(this, delay, callback, state);

    /// <summary>Begins asynchronous work inside the process; what it throws fails the run.</summary>
    public void Start(Func<Task> work) => Post(TimeSpan.Zero, static state => _ = World.WatchAsync(((Func<Task>)state!)()), work);

    /// <summary>Runs asynchronous work with its awaits coming back to this process, whatever turn or event calls it.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Stops it as SIGSTOP does: no event of it runs until it is resumed.</summary>
    public void Pause()
    {
        IsPaused = true;
        Stalls++;
    }

    /// <summary>Lets each event wait for a processor, at most so long.</summary>
    public void Starve(TimeSpan lag)
    {
        Lag = lag;
        Stalls += lag > TimeSpan.Zero ? 1 : 0;
    }

    public void Resume()
    {
        IsPaused = false;
        foreach (var (callback, state) in _held)
        {
            Post(TimeSpan.Zero, callback, state);
        }

        _held.Clear();
    }

    /// <summary>Ends it as SIGKILL does.</summary>
    public void Kill()
    {
        if (!IsDead)
        {
            IsDead = true;
            _held.Clear();
            Died?.Invoke();
        }
    }

    /// <summary>Keeps an event that came due during a pause.</summary>
    public void Hold(SendOrPostCallback callback, object? state) => _held.Add((callback, state));

    public override string ToString() => Name;
}
