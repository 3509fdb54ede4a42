using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Wire;

/// <summary>A call's way between processes: the connection that it came by, and the one that it was sent on by. Either may be none.</summary>
internal sealed class CallTravel
{
    private readonly PeerArrivals? _from;
    private readonly ulong _arrivalNumber;
    private PeerCalls? _to;
    private ulong _departureNumber;

    /// <summary>Of a call that was made in this process.</summary>
    public CallTravel()
    {
    }

    /// <summary>Of a call that has arrived.</summary>
    /// <param name="from">Where its answer goes.</param>
    /// <param name="number">Its number there.</param>
    public CallTravel(PeerArrivals from, ulong number)
    {
        _from = from;
        _arrivalNumber = number;
    }

    /// <summary>Whether it came from another process, so that its answer goes there.</summary>
    public bool HasArrived => _from is not null;

    public void Answer<TResult>(Invocation<TResult> call, TResult result) => _from!.Answer(_arrivalNumber, call, result);

    public void Answer(Invocation call, Exception failure) => _from!.Answer(_arrivalNumber, call, failure);

    /// <summary>The call is about to be sent.</summary>
    public void Depart(PeerCalls to, ulong number)
    {
        _departureNumber = number;
        Volatile.Write(ref _to, to);
    }

    /// <summary>The answer is here: there is nothing to forget any more.</summary>
    public void Return() => Volatile.Write(ref _to, null);

    /// <summary>Tells the process that the call was sent to that its caller has cancelled it or given up.</summary>
    public void TellPeer() => Volatile.Read(ref _to)?.Cancel(_departureNumber);

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Forget() => Volatile.Read(ref _to)?.Forget(_departureNumber);
}
