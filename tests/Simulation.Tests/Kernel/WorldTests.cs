namespace Berlin.Simulation.Tests.Kernel;

public sealed class WorldTests
{
    private static readonly TimeSpan End = TimeSpan.FromSeconds(100);

    [Fact]
    public void Run_SameSeed_SameTrace() => Assert.Equal(Chatter(7), Chatter(7));

    [Fact]
    public void Run_OtherSeed_OtherTrace() => Assert.NotEqual(Chatter(7), Chatter(8));

    [Fact]
    public void Timer_OfAPausedProcess_TicksOnceWhenItIsResumed()
    {
        var world = new World(1);
        var process = world.AddProcess("a");
        List<double> ticks = [];
        using var timer = process.Clock.CreateTimer(
            _ => ticks.Add(world.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        world.Director.Post(TimeSpan.FromSeconds(2.5), _ => process.Pause());
        world.Director.Post(TimeSpan.FromSeconds(6.25), _ => process.Resume());
        world.Run(TimeSpan.FromSeconds(8));
        Assert.Equal([1, 2, 6.25, 7.25], ticks);
    }

    [Fact]
    public void Await_InADeadProcess_NeverReturns()
    {
        var world = new World(1);
        var process = world.AddProcess("a");
        var isBack = false;
        process.Start(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), process.Clock);
            isBack = true;
        });
        world.Director.Post(TimeSpan.FromSeconds(1), _ => process.Kill());
        world.Run(End);
        Assert.False(isBack);
    }

    [Fact]
    public void WallClock_SteppedAndFast_LeavesTimestampsAlone()
    {
        var world = new World(1);
        var clock = world.AddProcess("a").Clock;
        world.Run(TimeSpan.FromSeconds(10));
        clock.Set(TimeSpan.FromDays(-1), rate: 1.5);
        world.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(SimulatedClock.Epoch.AddDays(-1).AddSeconds(25), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(20), clock.GetElapsedTime(0));
    }

    [Fact]
    public void Run_WorkThatReachesAnotherThread_Fails()
    {
        var world = new World(1);
        var process = world.AddProcess("a");
        using var back = new ManualResetEventSlim();
        process.Post(TimeSpan.FromSeconds(1), _ =>
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    process.Post(TimeSpan.Zero, static _ => { });
                    back.Set();
                },
                null);
            back.Wait(TimeSpan.FromSeconds(10));
        });
        var failure = Assert.Throws<InvalidOperationException>(() => world.Run(End));
        Assert.Contains("another thread", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WorkThatThrows_Fails()
    {
        var world = new World(1);
        world.AddProcess("a").Start(async () =>
        {
            await Task.Yield();
            throw new FormatException("planted");
        });
        Assert.Throws<FormatException>(() => world.Run(End));
    }

    private static string Chatter(ulong seed)
    {
        var world = new World(seed);
        for (var i = 0; i < 5; i++)
        {
            var process = world.AddProcess($"p{i}");
            process.Start(async () =>
            {
                for (var round = 0; round < 20; round++)
                {
                    await Task.Yield();
                    await Task.Delay(world.Draws.Milliseconds(0, 1), process.Clock);
                }
            });
        }

        world.Run(End);
        return world.Trace.Hash;
    }
}
