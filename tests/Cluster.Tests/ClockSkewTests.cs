using Berlin.Chaos.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>Silos whose wall clock is wrong.</summary>
public sealed class ClockSkewTests(SharedCluster shared, ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Silo_WrongByADay_ChangesNoOwner(int days)
    {
        Assert.SkipWhen(SkewClock.Library is null, "libfaketime is not installed (Debian: apt-get install faketime).");
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new SkewClock("skew-day", TimeSpan.FromDays(days)), output);
        Assert.Equal(0, result.Predictions.Failed);
    }
}
