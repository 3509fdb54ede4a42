using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Turns;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>The calls that arrive by one connection, until they are answered.</summary>
internal sealed class PeerArrivals(RemoteArrivals arrivals, IMessageConnection connection) : FrameReceiver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Invocation> _running = [];

    /// <summary>Sends the result of a call back.</summary>
    public void Answer<TResult>(ulong number, Invocation<TResult> call, TResult result)
    {
        if (!TryEnd(number))
        {
            return;
        }

        var writer = WireWriter.Rent();
        var failure = UserCode.Catch(
            static answer =>
            {
                WriteHead(answer.writer, FrameKind.Result, answer.number);
                answer.call.EncodeResult(answer.writer, answer.result);
            },
            (writer, number, call, result));
        if (failure is null)
        {
            Send(writer);
        }

        WireWriter.Return(writer);
        if (failure is not null)
        {
            SendFailure(number, failure);
        }
    }

    /// <summary>Sends back why a call failed.</summary>
    public void Answer(ulong number, Invocation call, Exception failure)
    {
        if (call.Method.IsOneWay)
        {
            arrivals.LogOneWayCallFailed(failure, call.Method.ToString(), call.Target.ToString(), connection.Peer);
        }
        else if (TryEnd(number))
        {
            SendFailure(number, failure);
        }
    }

    /// <summary>The caller is gone, or cut off: what it waits for is abandoned.</summary>
    public override void OnClosed(ConnectionEnd end)
    {
        Invocation[] running;
        lock (_gate)
        {
            running = [.. _running.Values];
            _running.Clear();
        }

        foreach (var call in running)
        {
            call.TellGrain();
            call.TryFail(new OperationCanceledException($"The connection that {call.Method} of {call.Target} came by has ended ({end.Reason})."));
        }
    }

    protected override void Take(ReadOnlySpan<byte> frame)
    {
        var reader = new WireReader(frame);
        var kind = (FrameKind)reader.Byte();
        var number = reader.Varint();
        switch (kind)
        {
            case FrameKind.Request:
                TakeRequest(number, ref reader);
                break;
            case FrameKind.Cancel:
                Find(number)?.TellGrain();
                break;
            default:
                throw WireReader.Damaged($"a request is of the kind {kind}");
        }
    }

    private static void WriteHead(WireWriter writer, FrameKind kind, ulong number)
    {
        writer.Byte((byte)kind);
        writer.Varint(number);
    }

    private void TakeRequest(ulong number, ref WireReader reader)
    {
        var options = (RequestFrame.Options)reader.Varint();
        var id = reader.Fixed64();
        if (!arrivals.Methods.TryGetValue(id, out var method))
        {
            SendFailure(number, new OrleansMessageRejectionException($"This silo's version knows no method {id:X16}; the call did not run."));
            return;
        }

        var call = method.MakeCall();
        var deadline = RequestFrame.Read(ref reader, options, call, arrivals.Types, arrivals.Follower.Clock);
        call.Travel = new CallTravel(this, number);
        if (method.Method.IsOneWay)
        {
            arrivals.Silo.Receive(call);
            return;
        }

        if (!TryBegin(number, call, out var isNew))
        {
            SendFailure(number, new LimitExceededException(
                $"{WireBounds.MaxOpenCalls} calls of {connection.Peer} run here already; the call to {call.Target} did not run. Repeat it later."));
        }
        else if (isNew)
        {
            arrivals.Follower.Follow(call, deadline);
            arrivals.Silo.Receive(call);
        }
    }

    /// <returns>False where too many calls run. A number that runs already is the same request a second time.</returns>
    private bool TryBegin(ulong number, Invocation call, out bool isNew)
    {
        lock (_gate)
        {
            isNew = _running.Count < WireBounds.MaxOpenCalls && _running.TryAdd(number, call);
            return isNew || _running.ContainsKey(number);
        }
    }

    private bool TryEnd(ulong number)
    {
        lock (_gate)
        {
            return _running.Remove(number);
        }
    }

    private Invocation? Find(ulong number)
    {
        lock (_gate)
        {
            return _running.GetValueOrDefault(number);
        }
    }

    private void SendFailure(ulong number, Exception failure)
    {
        var writer = WireWriter.Rent();
        WriteHead(writer, FrameKind.Failure, number);
        arrivals.Errors.Write(writer, failure);
        Send(writer);
        WireWriter.Return(writer);
    }

    private void Send(WireWriter writer)
    {
        if (connection.Send(writer.Written) == SendResult.Full)
        {
            // An answer that is dropped would leave its caller waiting; one whose connection ends knows where it stands.
            connection.Close($"it takes no answers, and {WireBounds.MaxQueuedBytes} bytes or {WireBounds.MaxQueuedFrames} frames wait");
        }
    }
}
