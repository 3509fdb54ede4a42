using Berlin.Actors.Tests.Grains;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests;

public sealed class CallTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _key = Gates.NewName();

    private ICallsGrain Grain => fixture.Grains.GetGrain<ICallsGrain>(_key);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExceptionOfAGrain_CrossesToTheCaller(bool beforeFirstAwait)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.ThrowAsync("oh no", beforeFirstAwait));
        Assert.Equal("oh no", failure.Message);
        Assert.Equal(3, await Grain.EchoAsync(3));
    }

    [Fact]
    public async Task Cancellation_ReachesTheGrain_AndEndsTheCall()
    {
        var (entered, enteredGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        using var source = new CancellationTokenSource();
        var call = Grain.WaitAsync(entered, cancelled, source.Token);
        await enteredGate.Entered;
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelledGate.Entered;
    }

    [Fact]
    public async Task CancelledToken_KeepsTheCallFromBeingSent()
    {
        var (entered, enteredGate) = Gates.New();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain.WaitAsync(entered, entered, new CancellationToken(canceled: true)));
        Assert.Equal(1, await Grain.EchoAsync(1));
        Assert.False(enteredGate.HasEntered);
    }

    [Fact]
    public async Task Timeout_EndsTheCall_AndCancelsAtTheGrain()
    {
        var (entered, enteredGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        var call = Grain.NeverAsync(entered, cancelled, CancellationToken.None);
        await enteredGate.Entered;
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await cancelledGate.Entered;
    }

    [Fact]
    public async Task OneWayCall_DoesNotWait_AndFailsSilently()
    {
        var (name, gate) = Gates.New();
        await Grain.TellAsync(name);
        await gate.Entered;
        gate.Open();
        var (second, secondGate) = Gates.New();
        await Grain.TellAndThrowAsync(second);
        await secondGate.Entered;
    }

    [Fact]
    public async Task RequestContextOfACall_DoesNotReachTheCallThatWaitedBehindIt()
    {
        var (name, gate) = Gates.New();
        RequestContext.Set("leak", "yes");
        var first = Grain.ContextBehindAsync(name, "leak");
        RequestContext.Clear();
        await gate.Entered;
        var second = Grain.ContextBehindAsync(name, "leak");
        gate.Open();
        Assert.Equal("yes", await first);
        Assert.Null(await second);
    }

    [Fact]
    public async Task CallBackIntoAnInterleavingMethod_DoesNotDeadlock() => Assert.Equal(7, await Grain.CallBackAsync(_key + "/other"));

    [Fact]
    public async Task CallsBeyondTheMailbox_AreRejected()
    {
        await using var cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<SmallMailbox>().Build();
        await cluster.DeployAsync();
        var grain = cluster.GrainFactory.GetGrain<ICallsGrain>(_key);
        var (name, gate) = Gates.New();
        var running = grain.EnterAsync(name);
        await gate.Entered;
        var calls = Enumerable.Range(0, 50).Select(_ => grain.EnterAsync(name)).ToArray();
        var rejected = await Task.WhenAny(calls);
        await Assert.ThrowsAnyAsync<OrleansException>(() => rejected);

        gate.Open();
        Assert.Equal(1, await running);
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.True(calls.Count(call => call.IsCompletedSuccessfully) >= 9);
        Assert.Equal(1, await grain.EnterAsync(name));
        await cluster.StopAllSilosAsync();
    }

    private sealed class SmallMailbox : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) =>
            siloBuilder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 10);
    }
}
