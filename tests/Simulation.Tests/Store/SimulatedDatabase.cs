using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Store;

/// <summary>
/// A PostgreSQL as far as Berlin relies on one: rows with locks that block, transactions whose changes appear at the commit, sessions that
/// outlive a sleeping client for a while, commits whose answer is lost, a clock of its own.
/// </summary>
internal sealed class SimulatedDatabase
{
    public static readonly TimeSpan IdleInTransactionTimeout = TimeSpan.FromSeconds(2);

    private readonly List<StoreSession> _sessions = [];

    public SimulatedDatabase(World world)
    {
        Process = world.AddProcess("db");
        Weather = new StoreWeather(world.Draws.Fork());
    }

    public SimulatedProcess Process { get; }

    public StoreWeather Weather { get; }

    public Tables Tables { get; } = new();

    public RowLocks Locks { get; } = new();

    /// <summary>Told of every committed change before it is made.</summary>
    public IStoreWitness Witness { get; set; } = IStoreWitness.None;

    /// <summary>Whether it answers; while it does not, connections are refused.</summary>
    public bool IsUp { get; private set; } = true;

    public StoreSession Open(string application)
    {
        var session = new StoreSession(this, application);
        _sessions.Add(session);
        return session;
    }

    public void Forget(StoreSession session) => _sessions.Remove(session);

    /// <summary>Ends all sessions, as kill -9 of the server does; what is committed stays.</summary>
    public void Crash()
    {
        IsUp = false;
        foreach (var session in _sessions.ToArray())
        {
            session.End("the server closed the connection unexpectedly");
        }
    }

    public void Restart() => IsUp = true;
}
