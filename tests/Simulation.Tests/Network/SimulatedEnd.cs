using System.Buffers;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;

namespace Berlin.Simulation.Tests.Network;

/// <summary>
/// One end of a connection. Frames wait here while the way is cut, and are sent again when it is whole: they arrive in order and once, or the
/// connection closes, unless the network is told to be disorderly.
/// </summary>
internal sealed class SimulatedEnd(SimulatedConnection connection, SimulatedNetwork network, SimulatedProcess process, string machine, string peer)
    : IMessageConnection
{
    private readonly Queue<byte[]> _outgoing = new();
    private readonly LinkedList<byte[]> _incoming = new();
    private TimeSpan _lastArrival;
    private TimeSpan _lastPing = network.World.Elapsed;
    private bool _isClosed;

    public IMessageReceiver? Receiver { get; set; }

    /// <summary>The end in the peer's process; null until that has taken the connection.</summary>
    public SimulatedEnd? Other => connection.OtherOf(this);

    public SimulatedProcess Process => process;

    public string Machine => machine;

    public string Peer => peer;

    /// <summary>Whether it is closed, or its process is dead.</summary>
    public bool IsGone => _isClosed || process.IsDead;

    public SendResult Send(ReadOnlySpan<byte> frame)
    {
        if (_isClosed)
        {
            return SendResult.Closed;
        }

        if (_outgoing.Count >= WireBounds.MaxQueuedFrames)
        {
            return SendResult.Full;
        }

        network.CountFrame();
        _outgoing.Enqueue(frame.ToArray());
        SendWaiting();
        return SendResult.Queued;
    }

    public void Close(string reason)
    {
        if (!_isClosed)
        {
            End(reason);
            TellPeer($"the peer closed it: {reason}");
        }
    }

    /// <summary>Closes this end; its receiver learns of it behind the frames that have arrived.</summary>
    public void End(string reason)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _outgoing.Clear();
        process.Died -= Vanish;
        var end = new ConnectionEnd(reason, connection.IsTaken);
        process.Post(network.World.Jitter(), _ =>
        {
            _incoming.Clear();
            Receiver!.OnClosed(end);
        });
    }

    /// <summary>The process is dead: its kernel tells the peer.</summary>
    public void Vanish() => TellPeer("the peer's process has ended");

    /// <summary>Sends what waits, where the way is whole and the peer has taken the connection.</summary>
    public void SendWaiting()
    {
        if (IsGone || Other is not { } other || network.IsCut(machine, other.Machine))
        {
            return;
        }

        while (_outgoing.TryDequeue(out var frame))
        {
            var now = network.World.Elapsed;
            var arrival = now + network.Travel();
            _lastArrival = arrival > _lastArrival ? arrival : _lastArrival + TimeSpan.FromTicks(1);
            network.World.Director.Post(_lastArrival - now, _ => other.Arrive(frame, this));
        }
    }

    public void OnPing(bool isAnswered)
    {
        if (isAnswered || process.IsPaused)
        {
            _lastPing = network.World.Elapsed;
        }
        else if (network.World.Elapsed - _lastPing >= SimulatedNetwork.KeepAlive)
        {
            Close("pings are not answered");
        }
    }

    private void Arrive(byte[] frame, SimulatedEnd sender)
    {
        if (IsGone)
        {
            if (!network.IsCut(machine, sender.Machine))
            {
                sender.End("the peer is gone");
            }

            return;
        }

        _incoming.AddLast(frame);
        process.Post(TimeSpan.Zero, _ => Take());
        if (!network.DrawDisorder())
        {
            return;
        }

        if (network.DrawEven())
        {
            _incoming.AddLast(frame);
            process.Post(network.Travel(), _ => Take());
        }
        else if (_incoming.Count > 1)
        {
            _incoming.RemoveLast();
            _incoming.AddFirst(frame);
        }
    }

    private void Take()
    {
        if (_isClosed || _incoming.First is not { } first)
        {
            return;
        }

        _incoming.RemoveFirst();
        try
        {
            Receiver!.Receive(new ReadOnlySequence<byte>(first.Value));
        }
        catch (WireFormatException damaged)
        {
            Close(damaged.Message);
        }
    }

    private void TellPeer(string reason)
    {
        if (Other is { } other && !network.IsCut(machine, other.Machine))
        {
            network.World.Director.Post(network.Travel(), _ => other.End(reason));
        }
    }
}
