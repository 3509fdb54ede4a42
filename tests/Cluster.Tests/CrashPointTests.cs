using System.Collections.Concurrent;
using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Storage.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>
/// Silos die at named points, under load: at some of those that every silo passes, drawn anew in each run. A campaign (<c>scripts/chaos</c>) meets all, and for a
/// single silo the tests of the storage and of the whole program do.
/// </summary>
public sealed class CrashPointTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int PointsPerRun = 3;

    [Fact]
    public async Task Silos_DyingAtFaultPoints_LoseNothing()
    {
        var session = await shared.GetAsync(output);
        var scene = session.Scene(0);
        var all = Enum.GetValues<FaultPoint>();
        var passed = all.Where(point => !CrashAtPoint.IsPassedByOneSilo(point)).ToArray();
        Assert.True(all.Length >= 25);
        var points = new ConcurrentQueue<FaultPoint>(scene.Random.GetItems(passed, PointsPerRun));

        // One after the other on each silo, on all silos at the same time.
        await Task.WhenAll(session.Cluster.Silos.Select(silo => DieAtEachAsync(scene, silo, points)));
        Assert.Equal(0, await scene.WaitForAllTrainersAsync(CancellationToken.None));
        var verdict = await session.Oracle.JudgeAsync();
        Assert.True(verdict.IsClean, $"{verdict}");
        output.WriteLine($"{PointsPerRun} points, {verdict}");
    }

    private async Task DieAtEachAsync(FaultScene scene, ClusterNode silo, ConcurrentQueue<FaultPoint> points)
    {
        silo.Process.Kill();
        while (points.TryDequeue(out var point))
        {
            var armed = scene.Log.Now;
            silo.Start(CrashAtPoint.Arming(point));
            await CrashAtPoint.AwaitDeathAsync(scene, silo, point, CancellationToken.None);
            output.WriteLine($"{silo.Name} died at {point} after {(scene.Log.Now - armed).TotalSeconds:F1} s");
        }

        silo.Start();
        await silo.WaitUntilReadyAsync();
    }
}
