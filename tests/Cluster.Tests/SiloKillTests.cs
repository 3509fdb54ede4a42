using Berlin.Chaos.Campaign;
using Berlin.Chaos.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>kill -9 of silos under load.</summary>
public sealed class SiloKillTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int KillsOfOne = 4;
    private const int KillsOfTwo = 8;

    [Fact]
    public async Task Silos_Killed20Times_LoseNothingAndPredictionsGoOn()
    {
        var session = await shared.GetAsync(output);
        var kills = Enumerable.Range(0, KillsOfOne).Select(kill => new KillSilos("kill-one", 1, comeBackAtOnce: kill % 2 == 0))
            .Concat(Enumerable.Range(0, KillsOfTwo).Select(kill => new KillSilos("kill-two", 2, comeBackAtOnce: kill % 2 == 0)));
        var results = new List<FaultResult>();
        foreach (var kill in kills)
        {
            results.Add(await shared.RunAsync(kill, output));
        }

        var recoveries = results.SelectMany(result => result.Trace.Recoveries).Order().ToArray();
        output.WriteLine($"{results.Sum(result => result.Trace.Kills)} kills, {recoveries.Length} trainers hit: p50 {Percentiles.Of(recoveries, 0.5)}, p99 {Percentiles.Of(recoveries, 0.99)}, max {recoveries[^1]}");
        Assert.True(results.Sum(result => result.Trace.Kills) >= 20);
        Assert.InRange(Percentiles.Of(recoveries, 0.5), TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.InRange(Percentiles.Of(recoveries, 0.99), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, results.Sum(result => result.Predictions.Failed));
        Assert.InRange(results.Where(result => result.Trace.Kills == 1).Max(result => result.Predictions.Worst), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task AllSilos_KilledAtOnce_StartColdAndLoseNothing()
    {
        await shared.GetAsync(output);
        var result = await shared.RunAsync(new KillSilos("kill-all", 3), output);
        Assert.InRange(result.Trace.Recoveries.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }
}
