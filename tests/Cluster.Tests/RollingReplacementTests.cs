using Berlin.Chaos.Campaign;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;

namespace Berlin.Cluster.Tests;

/// <summary>Every silo is stopped in order and started again, one after the other, under load.</summary>
public sealed class RollingReplacementTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int RequestsAtLeast = 20_000;

    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Silos, gateway, database and clients share two processors here, and a silo that starts takes its part of them:
    /// what is allowed beside twice the steady time.
    /// </summary>
    private static readonly TimeSpan StartAllowance = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Silos_ReplacedOneByOne_FailNoRequest()
    {
        var session = await shared.GetAsync(output);
        var from = session.Log.Now;
        await FaultScene.HoldAsync(Steady, CancellationToken.None);
        var steady = CallFigures.Of(session.Log.DueBetween(from, session.Log.Now), CallKind.Predict);

        // As an orchestrator paces it: the next one when the one before has been at work for a while.
        var began = session.Log.Now;
        foreach (var (index, silo) in session.Cluster.Silos.Index())
        {
            Assert.Equal(0, await silo.RestartInOrderAsync(variables: null, CancellationToken.None));
            while (session.Log.DueBetween(began, session.Log.Now).Count < RequestsAtLeast * (index + 1) / session.Cluster.Silos.Count)
            {
                await FaultScene.HoldAsync(Pace, CancellationToken.None);
            }
        }

        var calls = session.Log.DueBetween(began, session.Log.Now);
        var predictions = CallFigures.Of(calls, CallKind.Predict);
        var observations = CallFigures.Of(calls, CallKind.Observe);
        output.WriteLine($"steady: {steady}");
        output.WriteLine($"{session.Cluster.Silos.Count} silos replaced: predictions {predictions}");
        output.WriteLine($"observations {observations}");
        Assert.Equal((0, 0), (predictions.Failed, observations.Failed));
        Assert.InRange(predictions.P99, TimeSpan.Zero, (2 * steady.P99) + StartAllowance);
        var verdict = await session.Oracle.JudgeAsync();
        Assert.True(verdict.IsClean, $"{verdict}");
    }
}
