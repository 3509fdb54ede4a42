using Berlin.Actors.Clustering;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Turns;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>The calls that this process sends to one silo by one connection, until they are answered or the connection ends.</summary>
internal sealed class PeerCalls(SiloIdentity silo, ErrorCodec errors, TimeProvider time) : FrameReceiver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Invocation> _waiting = [];
    private IMessageConnection? _connection;
    private volatile bool _hasEnded;
    private ConnectionEnd? _end;
    private long _endedAt;
    private ulong _lastNumber;

    public bool HasEnded => _hasEnded;

    /// <summary>Whether the connection has ended, and it is time for another one.</summary>
    public bool MayBeReplaced
    {
        get
        {
            lock (_gate)
            {
                return _end is { } end && (end.WasOpen || time.GetElapsedTime(_endedAt) >= WireBounds.ReconnectPause);
            }
        }
    }

    public void Open(IMessageTransport transport, SiloMember member) => _connection = transport.Connect(member, this);

    public void Close(string reason) => _connection!.Close(reason);

    /// <summary>Sends a call, or fails it.</summary>
    public void Send(Invocation call)
    {
        var travel = call.Travel ??= new CallTravel();
        if (TryNumber(call, travel, out var number) is { } refusal)
        {
            call.TryFail(refusal);
            return;
        }

        var writer = WireWriter.Rent();
        var failure = UserCode.Catch(static request => RequestFrame.Write(request.writer, request.number, request.call), (writer, number, call));
        failure ??= _connection!.Send(writer.Written) switch
        {
            SendResult.Queued => null,
            SendResult.Full => new LimitExceededException($"Too much waits to be sent to silo {silo.Name}; the call to {call.Target} did not run. Repeat it later."),
            _ => new SiloUnavailableException($"The connection to silo {silo.Name} is closed; the call to {call.Target} did not run. Repeat it."),
        };
        WireWriter.Return(writer);
        if (failure is not null)
        {
            Forget(number);
            call.TryFail(failure);
        }
        else if (call.IsCancellationRequested)
        {
            // Cancelled before there was anybody to tell.
            Cancel(number);
        }
    }

    /// <summary>Tells the silo that the caller has cancelled the call or given up.</summary>
    public void Cancel(ulong number)
    {
        var writer = WireWriter.Rent();
        writer.Byte((byte)FrameKind.Cancel);
        writer.Varint(number);

        // Where it cannot be sent the call goes on to its deadline, as if the message had been lost.
        _connection!.Send(writer.Written);
        WireWriter.Return(writer);
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Forget(ulong number)
    {
        lock (_gate)
        {
            _waiting.Remove(number);
        }
    }

    public override void OnClosed(ConnectionEnd end)
    {
        Invocation[] waiting;
        lock (_gate)
        {
            _end = end;
            _hasEnded = true;
            _endedAt = time.GetTimestamp();
            waiting = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var call in waiting)
        {
            call.TryFail(new SiloUnavailableException(end.WasOpen
                ? $"The connection to silo {silo.Name} ended ({end.Reason}) while {call.Method} of {call.Target} ran there; the outcome is unknown."
                : $"Silo {silo.Name} cannot be reached ({end.Reason}); the call to {call.Target} did not run. Repeat it."));
        }
    }

    protected override void Take(ReadOnlySpan<byte> frame)
    {
        var reader = new WireReader(frame);
        var kind = (FrameKind)reader.Byte();
        var number = reader.Varint();
        if (kind is not (FrameKind.Result or FrameKind.Failure))
        {
            throw WireReader.Damaged($"an answer is of the kind {kind}");
        }

        Invocation? call;
        lock (_gate)
        {
            _waiting.Remove(number, out call);
        }

        if (call is null)
        {
            // Its caller has given up, or it is here for the second time.
            return;
        }

        call.Travel!.Return();
        try
        {
            Settle(call, kind, ref reader);
        }
        finally
        {
            if (!call.IsSettled)
            {
                // A damaged answer closes the connection, and this call waits there no more.
                call.TryFail(new SiloUnavailableException($"The answer of silo {silo.Name} to {call.Method} of {call.Target} is damaged; the outcome is unknown."));
            }
        }
    }

    private void Settle(Invocation call, FrameKind kind, ref WireReader reader)
    {
        if (kind == FrameKind.Result)
        {
            call.SettleFrom(ref reader);
        }
        else
        {
            call.TryFail(errors.Read(ref reader));
        }
    }

    private OrleansException? TryNumber(Invocation call, CallTravel travel, out ulong number)
    {
        lock (_gate)
        {
            number = ++_lastNumber;
            if (_end is { } end)
            {
                return new SiloUnavailableException($"Silo {silo.Name} cannot be reached ({end.Reason}); the call to {call.Target} did not run. Repeat it.");
            }

            if (_waiting.Count >= WireBounds.MaxOpenCalls)
            {
                return new LimitExceededException(
                    $"{WireBounds.MaxOpenCalls} calls wait for silo {silo.Name} already; the call to {call.Target} did not run. Repeat it later.");
            }

            if (!call.Method.IsOneWay)
            {
                travel.Depart(this, number);
                _waiting.Add(number, call);
            }

            return null;
        }
    }
}
