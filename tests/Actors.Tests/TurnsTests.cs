using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class TurnsTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private ITurnsGrain Grain { get; } = fixture.Grains.GetGrain<ITurnsGrain>(Gates.NewName(), typeof(TurnsGrain).FullName);

    private ITurnsGrain Reentrant { get; } = fixture.Grains.GetGrain<IReentrantTurnsGrain>(Gates.NewName());

    [Fact]
    public async Task Call_Answers_WithTheMethodsResult()
    {
        Assert.Equal(0, await Grain.CountAsync());
        await Grain.DoNothingAsync();
    }

    [Fact]
    public async Task ExclusiveCalls_RunOneAtATime_AwaitsIncluded()
    {
        var (first, firstGate) = Gates.New();
        var (second, secondGate) = Gates.New();
        var one = Grain.EnterAsync(first);
        await firstGate.Entered;
        var two = Grain.EnterAsync(second);
        var (third, thirdGate) = Gates.New();
        var interleaved = Grain.EnterInterleavedAsync(third);
        await thirdGate.Entered;

        Assert.False(secondGate.HasEntered);

        thirdGate.Open();
        Assert.Equal(1, await interleaved);
        firstGate.Open();
        Assert.Equal(2, await one);
        await secondGate.Entered;
        secondGate.Open();
        Assert.Equal(3, await two);
    }

    [Fact]
    public async Task ReadOnlyCalls_RunBesideEachOther_NotBesideExclusiveOnes()
    {
        var (first, firstGate) = Gates.New();
        var (second, secondGate) = Gates.New();
        var (write, writeGate) = Gates.New();
        var one = Grain.EnterReadOnlyAsync(first);
        var two = Grain.EnterReadOnlyAsync(second);
        await firstGate.Entered;
        await secondGate.Entered;
        var three = Grain.EnterAsync(write);
        var (probe, probeGate) = Gates.New();
        var interleaved = Grain.EnterInterleavedAsync(probe);
        await probeGate.Entered;
        Assert.False(writeGate.HasEntered);

        probeGate.Open();
        firstGate.Open();
        secondGate.Open();
        writeGate.Open();
        await Task.WhenAll(one, two, three, interleaved);
    }

    [Fact]
    public async Task ReentrantGrain_InterleavesEveryCall()
    {
        var (first, firstGate) = Gates.New();
        var (second, secondGate) = Gates.New();
        var one = Reentrant.EnterAsync(first);
        var two = Reentrant.EnterAsync(second);
        await firstGate.Entered;
        await secondGate.Entered;
        secondGate.Open();
        Assert.Equal(1, await two);
        firstGate.Open();
        Assert.Equal(2, await one);
    }

    [Fact]
    public async Task ConcurrentCallers_LoseNoUpdate()
    {
        var calls = Enumerable.Range(0, 20).Select(_ => Grain.AddSlowlyAsync(50));
        var counts = await Task.WhenAll(calls);
        Assert.Equal(1000, counts.Max());
    }

    [Fact]
    public async Task Continuations_StayInTheTurnsOfTheirActivation() => Assert.True(await Grain.StartedTasksStayInTurnsAsync());
}
