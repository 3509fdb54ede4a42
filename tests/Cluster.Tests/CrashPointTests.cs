using System.Collections.Concurrent;
using Berlin.Chaos.Cluster;
using Berlin.Chaos.Faults;
using Berlin.Storage.Faults;

namespace Berlin.Cluster.Tests;

/// <summary>Silos die at each named point, under load.</summary>
public sealed class CrashPointTests(SharedCluster shared, ITestOutputHelper output)
{
    [Fact]
    public async Task Silos_DyingAtEachFaultPoint_LoseNothing()
    {
        var session = await shared.GetAsync(output);
        var scene = session.Scene(0);
        var points = new ConcurrentQueue<FaultPoint>(Enum.GetValues<FaultPoint>());
        var count = points.Count;
        Assert.True(count >= 25);

        // One after the other on each silo, on all silos at the same time.
        await Task.WhenAll(session.Cluster.Silos.Select(silo => DieAtEachAsync(scene, silo, points)));
        Assert.Equal(0, await scene.WaitForAllTrainersAsync(CancellationToken.None));
        var verdict = await session.Oracle.JudgeAsync();
        Assert.True(verdict.IsClean, $"{verdict}");
        output.WriteLine($"{count} points, {verdict}");
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
