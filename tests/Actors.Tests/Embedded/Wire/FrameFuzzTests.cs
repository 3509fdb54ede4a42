using System.Buffers;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Clustering;
using Berlin.Actors.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Damaged frames at both ends of a connection: they are taken or refused, and nothing else comes out.</summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Frames = 50_000;

    private readonly int _seed = Environment.TickCount;

    [Fact]
    public void DamagedRequests_AreRefused_InBoundedMemory()
    {
        output.WriteLine($"seed {_seed}");
        var silo = new CountingSilo();
        using var arrivals = new RemoteArrivals(silo, ContractManifest.Load(), TimeProvider.System, new SiloMessagingOptions(), NullLogger<RemoteArrivals>.Instance);
        var random = new Random(_seed);
        var values = new RandomValues(_seed);
        var methods = arrivals.Methods.Values.OrderBy(method => method.Method.WireName, StringComparer.Ordinal).ToArray();
        var receiver = arrivals.Accept(new SilentConnection());
        var refused = 0;
        for (ulong number = 1; number <= Frames; number++)
        {
            var frame = Request(methods[random.Next(methods.Length)], number, values, random);
            var sequence = random.Next(2) == 0 ? new ReadOnlySequence<byte>(frame) : Split(frame, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                receiver.Receive(sequence);
            }
            catch (WireFormatException)
            {
                refused++;
                receiver.OnClosed(new ConnectionEnd("damaged", WasOpen: true));
                receiver = arrivals.Accept(new SilentConnection());
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (128 << 10) + (2L * WireReader.BudgetPerByte * frame.Length), $"seed {_seed}, frame {number}: {frame.Length} bytes took {allocated}");
        }

        output.WriteLine($"{refused} of {Frames} refused, {silo.Received} taken");
        Assert.InRange(refused, Frames / 10, Frames);
        Assert.InRange(silo.Received, 1, Frames);
    }

    [Fact]
    public void DamagedAnswers_AreRefused()
    {
        output.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        var peer = new PeerCalls(new SiloIdentity("one", 1), new ErrorCodec(ContractManifest.Load().Errors), TimeProvider.System);
        var refused = 0;
        for (var round = 0; round < Frames; round++)
        {
            var frame = new byte[random.Next(1, 200)];
            random.NextBytes(frame);
            frame[0] = (byte)random.Next(6);
            try
            {
                peer.Receive(new ReadOnlySequence<byte>(frame));
            }
            catch (WireFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Frames / 10, Frames);
    }

    private static byte[] Request(WireMethod method, ulong number, RandomValues values, Random random)
    {
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            return noise;
        }

        var call = method.MakeCall();
        foreach (var argument in call.GetType().GetFields().Where(field => field.Name.StartsWith('A')))
        {
            argument.SetValue(call, values.Make(argument.FieldType, mayBeNull: !argument.FieldType.IsValueType));
        }

        call.Target = GrainId.Create("calls", "key");
        var writer = new WireWriter();
        try
        {
            RequestFrame.Write(writer, number, call);
        }
        catch (NotSupportedException)
        {
            // Does not cross; what is written so far is damage enough.
        }

        var frame = writer.Written.ToArray();
        for (var faults = random.Next(3); faults > 0; faults--)
        {
            frame[random.Next(frame.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? frame[..random.Next(1, frame.Length + 1)] : frame;
    }

    private static ReadOnlySequence<byte> Split(byte[] frame, Random random)
    {
        var place = random.Next(frame.Length);
        var first = new Piece(frame.AsMemory(0, place));
        var last = first.Append(frame.AsMemory(place));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }

    private sealed class CountingSilo : IArrivals
    {
        public int Received { get; private set; }

        public void Receive(Invocation call)
        {
            Received++;
            call.TryFail(new OrleansException("counted"));
        }
    }

    private sealed class SilentConnection : IMessageConnection
    {
        public string Peer => "fuzz";

        public SendResult Send(ReadOnlySpan<byte> frame) => SendResult.Queued;

        public void Close(string reason)
        {
        }
    }
}
