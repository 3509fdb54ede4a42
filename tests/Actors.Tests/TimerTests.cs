using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class TimerTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private ITimerGrain Grain { get; } = fixture.Grains.GetGrain<ITimerGrain>(Gates.NewName());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timer_TicksPeriodically_AlsoWhenItsCallbackThrows(bool throws) => Assert.Equal(5, await Grain.TickAsync(5, throws));

    [Fact]
    public async Task Tick_IsATurn_ThatCallsDoNotInterleaveWith()
    {
        var (name, gate) = Gates.New();
        await Grain.BeginAsync(name, interleaves: false);
        await gate.Entered;
        var count = Grain.CountAsync();
        gate.Open();
        Assert.Equal(1, await count);
    }

    [Fact]
    public async Task InterleavingTick_LetsCallsThrough()
    {
        var (name, gate) = Gates.New();
        await Grain.BeginAsync(name, interleaves: true);
        await gate.Entered;
        Assert.Equal(0, await Grain.CountAsync());
        gate.Open();
    }

    [Fact]
    public async Task DisposedTimer_CancelsItsToken() => Assert.True(await Grain.DisposeInTickAsync());
}
