using System.Collections.Concurrent;
using Berlin.Grains.Models;
using Berlin.Grains.Training;
using Orleans.TestingHost;

namespace Berlin.Grains.Tests;

/// <summary>Three silos, of which two are killed one after the other, so that trainers die wherever they live.</summary>
public sealed class FailoverTests
{
    private static readonly string[] Models = [.. Enumerable.Range(0, 6).Select(number => $"model-{number}")];

    [Fact]
    public async Task Heads_WhileSilosAreKilled_GoOnAnsweringAndTrainersGoOnElsewhere()
    {
        await using var host = await GrainTestHost.StartAsync(silos: 3);
        foreach (var model in Models)
        {
            await host.Grains.GetGrain<IModelGrain>(Key(model)).DefineAsync(Samples.Definition, DefineCondition.None, default);
            await Trainer(host, model).ObserveAsync(Samples.Observations(0, 100), default);
            foreach (var silo in host.Silos)
            {
                var head = GrainTestHost.HeadOn(silo, model);
                await GrainTestHost.UntilAsync(() => head.PredictAsync(Samples.Request("word1"), default), answer => answer.Observations == 100);
            }
        }

        var survivor = host.Silos[^1];
        using var ending = new CancellationTokenSource();
        var failures = new ConcurrentQueue<Exception>();
        var predicting = Task.WhenAll(Models.Select(model => Task.Run(() => PredictAsync(survivor, model, failures, ending.Token))));
        var rows = 100;
        foreach (var killed in host.Silos.Where(silo => silo != survivor).ToList())
        {
            await host.KillAsync(killed);
            foreach (var model in Models)
            {
                var observed = await RetryAsync(() => Trainer(host, model).ObserveAsync(Samples.Observations(rows, 50), default));
                Assert.Equal(rows + 50, observed.Sequence);
            }

            rows += 50;
        }

        await ending.CancelAsync();
        await predicting;
        Assert.Empty(failures);
        await AssertCleanReplayAsync(host, rows);
    }

    private static async Task PredictAsync(SiloHandle silo, string model, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        var known = 100L;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var answer = await GrainTestHost.HeadOn(silo, model).PredictAsync(Samples.Request("word1"), default);
                Assert.True(answer.Observations >= known, "A head never forgets.");
                known = answer.Observations;
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }
    }

    /// <summary>The bytes of each trainer are those that the stored rows give, learned from the first one on.</summary>
    private static async Task AssertCleanReplayAsync(GrainTestHost host, int rows)
    {
        var digests = new Dictionary<string, string?>();
        foreach (var model in Models)
        {
            var status = await RetryAsync(() => Trainer(host, model).GetStatusAsync(withDigest: true, default));
            Assert.Equal(rows, status.Sequence);
            digests[model] = status.LearnerDigest;
        }

        await host.StopAsync();
        host.Blobs.Damage(_ => true, isMissing: true);
        await host.RestartAsync();
        foreach (var model in Models)
        {
            Assert.Equal(digests[model], (await Trainer(host, model).GetStatusAsync(withDigest: true, default)).LearnerDigest);
        }
    }

    /// <summary>Repeats as the gateway's clients do: after passing errors, and after a silo that went away during the call.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (exception is BerlinException or Orleans.Runtime.OrleansMessageRejectionException && !bound.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    private static ITrainerGrain Trainer(GrainTestHost host, string model) => host.Grains.GetGrain<ITrainerGrain>(Key(model));

    private static string Key(string model) => Names.ModelKey(GrainTestHost.Stream.Tenant, model);
}
