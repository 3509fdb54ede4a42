using Berlin.Chaos.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>Silos whose wall clocks are wrong.</summary>
public sealed class ClockSkewTests(SharedCluster shared, ITestOutputHelper output)
{
    [Fact]
    public async Task Silos_WrongByADayAheadAndBehind_ChangeNoOwner()
    {
        Assert.SkipWhen(SkewClock.Library is null, "libfaketime is not installed (Debian: apt-get install faketime).");
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new SkewClock("skew-days", TimeSpan.FromDays(1), TimeSpan.FromDays(-1)), output);
        Assert.Equal(0, result.Predictions.Failed);
    }
}
