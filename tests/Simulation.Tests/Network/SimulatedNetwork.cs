using Berlin.Actors.Clustering;
using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Network;

/// <summary>The network between the machines of silos: who listens where, which ways are cut, how late frames are.</summary>
internal sealed class SimulatedNetwork
{
    /// <summary>Pings without an answer after which an end closes the connection.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(4);

    /// <summary>How long a connection may take to be taken.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(1);

    private readonly Draws _draws;
    private readonly Dictionary<string, SimulatedListener> _listeners = new(StringComparer.Ordinal);
    private readonly HashSet<(string From, string To)> _cuts = [];
    private readonly List<SimulatedConnection> _open = [];

    public SimulatedNetwork(World world)
    {
        World = world;
        _draws = world.Draws.Fork();
    }

    public World World { get; }

    /// <summary>Longest extra delay of a frame; zero in good weather.</summary>
    public TimeSpan Lateness { get; set; }

    /// <summary>Chance that a frame comes twice, or before the one ahead of it.</summary>
    public double Disorder { get; set; }

    /// <summary>Frames that were carried.</summary>
    public long Frames { get; private set; }

    public IReadOnlyList<SimulatedConnection> Connections => _open;

    public bool IsCut(string from, string to) => _cuts.Contains((from, to));

    public void Cut(string from, string to) => _cuts.Add((from, to));

    public void Heal(string from, string to)
    {
        if (_cuts.Remove((from, to)))
        {
            // What was lost meanwhile is sent again.
            foreach (var connection in _open.ToArray())
            {
                World.Director.Post(_draws.Milliseconds(50, 400), _ => connection.SendAgain());
            }
        }
    }

    public void HealAll()
    {
        Lateness = TimeSpan.Zero;
        Disorder = 0;
        foreach (var (from, to) in _cuts.ToArray())
        {
            Heal(from, to);
        }
    }

    public TimeSpan Travel() => _draws.Milliseconds(0.05, 0.4) + (Lateness > TimeSpan.Zero ? _draws.Between(TimeSpan.Zero, Lateness) : TimeSpan.Zero);

    public bool DrawDisorder() => Disorder > 0 && _draws.Chance(Disorder);

    public bool DrawEven() => _draws.Below(2) == 0;

    public void CountFrame() => Frames++;

    public void Listen(SimulatedListener listener) => _listeners[listener.Machine] = listener;

    public void Forget(SimulatedListener listener)
    {
        if (_listeners.GetValueOrDefault(listener.Machine) == listener)
        {
            _listeners.Remove(listener.Machine);
        }
    }

    /// <summary>Who listens on a machine, where it is the very silo that is meant.</summary>
    public SimulatedListener? Find(SiloMember member) =>
        _listeners.GetValueOrDefault(member.Endpoint) is { Process.IsDead: false } listener && listener.Me == member.Identity ? listener : null;

    /// <summary>Follows a connection until both ends have closed.</summary>
    public void Follow(SimulatedConnection connection)
    {
        _open.Add(connection);
        Ping(connection);
    }

    private void Ping(SimulatedConnection connection) => World.Director.Post(PingPeriod, _ =>
    {
        connection.Ping();
        if (connection.IsOver)
        {
            _open.Remove(connection);
        }
        else
        {
            Ping(connection);
        }
    });
}
