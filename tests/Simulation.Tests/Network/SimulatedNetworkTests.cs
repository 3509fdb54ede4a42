using System.Buffers;
using Berlin.Actors.Clustering;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Berlin.Simulation.Tests.Network;

public sealed class SimulatedNetworkTests
{
    private static readonly SiloIdentity Callee = new("b", 7);

    private readonly World _world = new(5);
    private readonly SimulatedNetwork _network;
    private readonly SimulatedProcess _caller;
    private readonly SimulatedProcess _callee;
    private readonly Recorder _answers = new();

    public SimulatedNetworkTests()
    {
        _network = new SimulatedNetwork(_world);
        _caller = _world.AddProcess("a");
        _callee = _world.AddProcess("b");
        var listener = new SimulatedListener(
            _network, _callee, "b", GrainManifest.OfLoadedAssemblies(), new SiloMessagingOptions(), NullLogger<RemoteArrivals>.Instance);
        listener.OpenAsync(new NoArrivals(), default);
        listener.Begin(Callee);
    }

    [Fact]
    public void Connect_ToAnotherGeneration_IsRefused()
    {
        Connect(new SiloIdentity("b", 6));
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(new ConnectionEnd("it was refused", WasOpen: false), Assert.Single(_answers.Ends));
    }

    [Fact]
    public void Connection_WhoseWayIsCut_EndsByItsPings()
    {
        var connection = Connect(Callee);
        _world.Run(TimeSpan.FromSeconds(1));
        _network.Cut("b", "a");
        Assert.True(_world.Run(TimeSpan.FromSeconds(8), () => _answers.Ends.Count > 0));
        Assert.True(_answers.Ends[0].WasOpen);
        Assert.InRange(_world.Elapsed.TotalSeconds, 4, 7);
        Assert.Equal(SendResult.Closed, connection.Send([1]));
    }

    [Fact]
    public void Connection_ToAProcessThatDies_Ends()
    {
        Connect(Callee);
        _world.Run(TimeSpan.FromSeconds(1));
        _callee.Kill();
        Assert.True(_world.Run(TimeSpan.FromSeconds(1.01), () => _answers.Ends.Count > 0));
    }

    [Fact]
    public void Frames_AreTakenInOrderThroughACutThatHeals()
    {
        var connection = Connect(Callee);
        _network.Lateness = TimeSpan.FromMilliseconds(50);
        _world.Run(TimeSpan.FromSeconds(1));
        var other = ((SimulatedEnd)connection).Other!;
        var taken = new Recorder();
        other.Receiver = taken;
        _network.Cut("a", "b");
        for (byte number = 1; number <= 20; number++)
        {
            connection.Send([number]);
        }

        _world.Run(TimeSpan.FromSeconds(2));
        Assert.Empty(taken.Frames);
        _network.Heal("a", "b");
        _world.Run(TimeSpan.FromSeconds(4));
        Assert.Equal(Enumerable.Range(1, 20).Select(number => (byte)number), taken.Frames);
    }

    private IMessageConnection Connect(SiloIdentity identity) => new SimulatedTransport(_network, _caller, "a").Connect(
        new SiloMember(identity, "b", null, SiloStatus.Active, SimulatedClock.Epoch, SiloDescription.NoMetadata), _answers);

    private sealed class NoArrivals : IArrivals
    {
        public void Receive(Invocation call)
        {
        }
    }

    private sealed class Recorder : IMessageReceiver
    {
        public List<byte> Frames { get; } = [];

        public List<ConnectionEnd> Ends { get; } = [];

        public void Receive(ReadOnlySequence<byte> frame) => Frames.Add(frame.FirstSpan[0]);

        public void OnClosed(ConnectionEnd end) => Ends.Add(end);
    }
}
