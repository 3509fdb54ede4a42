using Berlin.Chaos.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>PostgreSQL goes away and comes back.</summary>
public sealed class PostgresOutageTests(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan RecoveryBound = TimeSpan.FromSeconds(5);

    [Fact]
    public Task Postgres_Killed_LoadedModelsAnswerAndNoSiloDies() => AssertServesThroughAsync(PostgresOutage.Kill);

    [Fact]
    public Task Postgres_Frozen_LoadedModelsAnswerAndNoSiloDies() => AssertServesThroughAsync(PostgresOutage.PauseOf(LongerThanALease, LongerThanALease));

    private async Task AssertServesThroughAsync(PostgresOutage outage)
    {
        await shared.GetAsync(output);
        var result = await shared.RunAsync(outage, output);
        Assert.Equal(0, result.Predictions.Failed);
        Assert.InRange(result.Trace.Recoveries.Max(), TimeSpan.Zero, RecoveryBound);
    }
}
