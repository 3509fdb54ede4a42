using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class WorkerTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private IWorkersGrain Grain { get; } = fixture.Grains.GetGrain<IWorkersGrain>(Gates.NewName());

    [Fact]
    public async Task StatelessWorker_RunsAsManyCallsAtOnceAsItMayHaveWorkers()
    {
        var (first, firstGate) = Gates.New();
        var (second, secondGate) = Gates.New();
        var (third, thirdGate) = Gates.New();
        var one = Grain.EnterAsync(first);
        await firstGate.Entered;
        var two = Grain.EnterAsync(second);
        await secondGate.Entered;
        var three = Grain.EnterAsync(third);
        Assert.False(thirdGate.HasEntered);

        firstGate.Open();
        secondGate.Open();
        await thirdGate.Entered;
        thirdGate.Open();
        Assert.NotEqual(await one, await two);
        int[] workers = [await one, await two];
        Assert.Contains(await three, workers);
    }

    [Fact]
    public async Task RequestContext_TravelsWithCalls_AndOnlyForth()
    {
        RequestContext.Set("who", "me");
        Assert.Equal("me", await Grain.ContextAsync("who", atOther: false));
        Assert.Equal("me", await Grain.ContextAsync("who", atOther: true));
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await Grain.ContextAsync("who", atOther: true));
        Assert.Null(RequestContext.Get("who"));
    }
}
