using Berlin.Actors.Clustering;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Network;

/// <summary>A connection between two silos: an end in each process, and the way between them.</summary>
internal sealed class SimulatedConnection
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedEnd _caller;
    private SimulatedEnd? _callee;

    private SimulatedConnection(SimulatedNetwork network, SimulatedProcess process, string machine, string peer, IMessageReceiver receiver)
    {
        _network = network;
        _caller = new SimulatedEnd(this, network, process, machine, peer) { Receiver = receiver };
    }

    public bool IsOver => _caller.IsGone && _callee is not { IsGone: false };

    /// <summary>Whether the peer has taken it.</summary>
    public bool IsTaken => _callee is not null;

    /// <summary>Begins to connect.</summary>
    public static SimulatedEnd Open(SimulatedNetwork network, SimulatedProcess process, string machine, SiloMember to, IMessageReceiver receiver)
    {
        var connection = new SimulatedConnection(network, process, machine, to.Endpoint, receiver);
        process.Died += connection._caller.Vanish;
        process.Post(SimulatedNetwork.ConnectTimeout, _ =>
        {
            if (!connection.IsTaken)
            {
                connection._caller.End("it was not taken in time");
            }
        });
        if (!network.IsCut(machine, to.Endpoint))
        {
            network.World.Director.Post(network.Travel(), _ => connection.Arrive(to));
        }

        network.Follow(connection);
        return connection._caller;
    }

    public SimulatedEnd? OtherOf(SimulatedEnd end) => ReferenceEquals(end, _caller) ? _callee : _caller;

    /// <summary>Breaks it for both ends, as a reset by a machine on the way does.</summary>
    public void Reset()
    {
        _caller.End("it was reset");
        _callee?.End("it was reset");
    }

    public void SendAgain()
    {
        _caller.SendWaiting();
        _callee?.SendWaiting();
    }

    public void Ping()
    {
        if (_callee is { } callee)
        {
            var isWhole = !_network.IsCut(_caller.Machine, callee.Machine) && !_network.IsCut(callee.Machine, _caller.Machine);
            _caller.OnPing(isWhole && callee.Process.IsRunning);
            callee.OnPing(isWhole && _caller.Process.IsRunning);
        }
    }

    private void Arrive(SiloMember to)
    {
        if (_network.Find(to) is not { } listener)
        {
            SendBack(() => _caller.End("it was refused"), to.Endpoint);
            return;
        }

        listener.Process.Post(TimeSpan.Zero, _ =>
        {
            if (_caller.IsGone)
            {
                return;
            }

            var callee = new SimulatedEnd(this, _network, listener.Process, listener.Machine, _caller.Machine);
            callee.Receiver = listener.Accept(callee);
            listener.Process.Died += callee.Vanish;
            _callee = callee;
            SendBack(_caller.SendWaiting, to.Endpoint);
        });
    }

    private void SendBack(Action arrive, string from)
    {
        if (!_network.IsCut(from, _caller.Machine))
        {
            _network.World.Director.Post(_network.Travel(), _ => arrive());
        }
    }
}
