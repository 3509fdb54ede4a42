using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded;

/// <summary>Where the embedded engine cancels and Orleans 10.4.2 leaves things running; grains must do without it.</summary>
public sealed class CancellationTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _key = Gates.NewName();

    [Fact]
    public async Task Timeout_CancelsAtTheGrain()
    {
        var (entered, enteredGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        var call = fixture.Grains.GetGrain<ICallsGrain>(_key).NeverAsync(entered, cancelled, CancellationToken.None);
        await enteredGate.Entered;
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await cancelledGate.Entered;
    }

    [Fact]
    public async Task Deactivation_CancelsRunningTicks()
    {
        var (began, beganGate) = Gates.New();
        var (cancelled, cancelledGate) = Gates.New();
        var grain = fixture.Grains.GetGrain<ITimerGrain>(_key);
        await grain.BeginUntilCancelledAsync(began, cancelled);
        await beganGate.Entered;
        await grain.EndAsync();
        await cancelledGate.Entered;
    }
}
