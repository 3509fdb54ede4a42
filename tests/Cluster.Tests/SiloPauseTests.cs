using Berlin.Chaos.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>SIGSTOP of a silo, and a silo that freezes with a stream's row locked.</summary>
public sealed class SiloPauseTests(SharedCluster shared, ITestOutputHelper output)
{
    /// <summary>Time to live of the lease and four seconds: what a takeover may take from a silo that holds its row.</summary>
    private static readonly TimeSpan TakeoverBound = PauseSilo.Lease + TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Silo_FrozenForThreeLeases_WritesNothingStaleAndEnds()
    {
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new PauseSilo(3), output);
        Assert.Equal(0, result.Predictions.Failed);
    }

    [Fact]
    public async Task Silo_FrozenForHalfALease_KeepsItsTrainers()
    {
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new PauseSilo(0.5), output);
        Assert.Equal(0, result.Predictions.Failed);
    }

    [Fact]
    public async Task Silo_FrozenInsideTheFencedTransaction_DelaysNoTakeover()
    {
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new FreezeInTransaction(), output);
        Assert.NotEmpty(result.Trace.Recoveries);
        Assert.InRange(result.Trace.Recoveries.Max(), TimeSpan.Zero, TakeoverBound);
    }
}
