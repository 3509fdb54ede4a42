using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Residency;

namespace Berlin.Runtimes.Tests.Residency;

/// <summary>Which versions are in memory, and which have to go.</summary>
public sealed class ResidentVersionsTests
{
    private const long Unit = 1024 * 1024;

    private readonly SteppedTime _time = new();

    [Fact]
    public async Task ManyRequests_LoadAVersionOnce()
    {
        var gate = new TaskCompletionSource<IModelSession>();
        var loader = new ScriptedLoader((_, _) => gate.Task);
        await using var versions = Open(loader, units: 1);

        var requests = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await versions.AcquireAsync("a", CancellationToken.None))).ToArray();
        gate.SetResult(new SizedSession(Unit));

        var leases = await Task.WhenAll(requests);
        Assert.All(leases, lease => Assert.Same(loader.Sessions["a"], lease.Session));
        Assert.Equal(1, loader.Loads);
        Array.ForEach(leases, lease => lease.Dispose());
    }

    [Fact]
    public async Task DifferentVersions_LoadAtTheSameTime_UpToTheBound()
    {
        var (entered, gate) = (new SemaphoreSlim(0), new TaskCompletionSource<IModelSession>());
        var loader = new ScriptedLoader(async (_, _) =>
        {
            entered.Release();
            await gate.Task;
            return new SizedSession(Unit);
        });
        await using var versions = Open(loader, units: 100, options => options.MaxLoads = 3);

        var requests = Enumerable.Range(0, 10).Select(number => versions.AcquireAsync($"v{number}", CancellationToken.None).AsTask()).ToArray();
        for (var load = 0; load < 3; load++)
        {
            Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(10, versions.Report().Loading);
        gate.SetResult(new SizedSession(Unit));
        foreach (var lease in await Task.WhenAll(requests))
        {
            lease.Dispose();
        }

        Assert.Equal(3, loader.MostAtOnce);
        Assert.Equal((10, 0, 10 * Unit), (versions.Report().Versions, versions.Report().Loading, versions.Report().ResidentBytes));
    }

    [Fact]
    public async Task LeastRecentlyUsed_GoesFirst()
    {
        var loader = ScriptedLoader.Of(Unit);
        await using var versions = Open(loader, units: 3);
        foreach (var version in new[] { "a", "b", "c", "a", "d" })
        {
            await UseAsync(versions, version);
        }

        Assert.Equal((3, 1L), (versions.Report().Versions, versions.Report().Evictions));
        foreach (var version in new[] { "a", "c", "d" })
        {
            await UseAsync(versions, version);
        }

        Assert.Equal(4, loader.Loads);
        await UseAsync(versions, "b");
        Assert.Equal(5, loader.Loads);
    }

    [Fact]
    public async Task VersionThatAnswers_GoesWithItsLastAnswer()
    {
        var loader = ScriptedLoader.Of(Unit);
        await using var versions = Open(loader, units: 2);
        var first = await versions.AcquireAsync("a", CancellationToken.None);
        var second = await versions.AcquireAsync("a", CancellationToken.None);
        var session = loader.Sessions["a"];
        versions.Forget("a");

        await UseAsync(versions, "a");
        Assert.Equal(2, loader.Loads);
        Assert.Equal(2 * Unit, versions.Report().ResidentBytes);
        first.Dispose();
        Assert.False(session.HasEnded);
        second.Dispose();
        Assert.Equal(Unit, versions.Report().ResidentBytes);
        await versions.DisposeAsync();
        Assert.True(session.HasEnded);
    }

    [Fact]
    public async Task VersionsThatAllAnswer_MakeNoRoom()
    {
        await using var versions = Open(ScriptedLoader.Of(Unit), units: 1, options => options.MaxWait = TimeSpan.Zero);
        using (await versions.AcquireAsync("a", CancellationToken.None))
        {
            await Assert.ThrowsAsync<RuntimeUnavailableException>(() => UseAsync(versions, "b"));
            Assert.Equal(1, versions.Report().Turnaways);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        await UseAsync(versions, "b");
    }

    [Fact]
    public async Task Refusal_IsRememberedUntilItIsForgotten()
    {
        var loader = new ScriptedLoader((_, _) => throw new ModelRefusedException("environment.numpy", "1.24 was expected."));
        await using var versions = Open(loader, units: 1);
        for (var request = 0; request < 3; request++)
        {
            Assert.Equal("environment.numpy", (await Assert.ThrowsAsync<ModelRefusedException>(() => UseAsync(versions, "a"))).Field);
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((1, 1L), (loader.Loads, versions.Report().Failures));
        versions.Forget("a");
        await Assert.ThrowsAsync<ModelRefusedException>(() => UseAsync(versions, "a"));
        Assert.Equal(2, loader.Loads);
    }

    [Fact]
    public async Task FailureThatMayPass_IsTriedAgainAfterAPause()
    {
        var isDown = true;
        var loader = new ScriptedLoader((_, _) => isDown ? throw new RuntimeUnavailableException("The store is away.") : Task.FromResult<IModelSession>(new SizedSession(Unit)));
        await using var versions = Open(loader, units: 1);
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => UseAsync(versions, "a"));
        isDown = false;
        Assert.Equal("The store is away.", (await Assert.ThrowsAsync<RuntimeUnavailableException>(() => UseAsync(versions, "a"))).Message);
        _time.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(versions, "a");
        Assert.Equal(2, loader.Loads);
    }

    [Fact]
    public async Task FaultOfTheLoader_ReachesWhoeverWaits_AndNothingStays()
    {
        var loader = new ScriptedLoader((_, _) => throw new InvalidOperationException("a bug"));
        await using var versions = Open(loader, units: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => UseAsync(versions, "a"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => UseAsync(versions, "a"));
        Assert.Equal(0, versions.Report().Loading);
    }

    [Fact]
    public async Task MoreWaitingThanAllowed_AreTurnedAwayAtOnce()
    {
        var gate = new TaskCompletionSource<IModelSession>();
        await using var versions = Open(new ScriptedLoader((_, stop) => gate.Task.WaitAsync(stop)), units: 100, options => (options.MaxLoads, options.MaxWaiting) = (1, 2));
        var waiting = Enumerable.Range(0, 3).Select(number => UseAsync(versions, $"v{number}")).ToArray();
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => UseAsync(versions, "v3"));
        Assert.Equal(1, versions.Report().Turnaways);
        gate.SetResult(new SizedSession(Unit));
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(waiting).WaitAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task VersionThatWasLongToLoad_StaysAMultipleOfThat()
    {
        var loader = new ScriptedLoader((_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult<IModelSession>(new SizedSession(Unit));
        });
        await using var versions = Open(loader, units: 1, options => (options.StayFactor, options.MaxWait, options.RetryPause) = (10, TimeSpan.Zero, TimeSpan.Zero));
        await UseAsync(versions, "a");
        _time.Advance(TimeSpan.FromSeconds(19));
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => UseAsync(versions, "b"));
        Assert.Equal(1, loader.Loads);
        _time.Advance(TimeSpan.FromSeconds(1));
        await UseAsync(versions, "b");
        Assert.Equal(TimeSpan.FromSeconds(22), versions.Report().AgeAtEviction.Max);
    }

    [Fact]
    public async Task VersionLargerThanTheBudget_IsRefusedByItsSize()
    {
        var loader = ScriptedLoader.Of(2 * Unit);
        await using var versions = Open(loader, units: 1);
        Assert.Equal("size", (await Assert.ThrowsAsync<ModelRefusedException>(() => UseAsync(versions, "a"))).Field);
        Assert.True(loader.Sessions["a"].HasEnded);
        Assert.Equal(0, versions.Report().ResidentBytes);
    }

    [Fact]
    public async Task RequestThatIsCancelled_DoesNotEndTheLoad()
    {
        var gate = new TaskCompletionSource<IModelSession>();
        var loader = new ScriptedLoader((_, _) => gate.Task);
        await using var versions = Open(loader, units: 1);
        using var cancel = new CancellationTokenSource();
        var request = versions.AcquireAsync("a", cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        gate.SetResult(new SizedSession(Unit));
        await UseAsync(versions, "a");
        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task Dispose_EndsLoads_AndWaitsForAnswers()
    {
        var loader = new ScriptedLoader(async (version, stop) =>
        {
            await (version == "slow" ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask);
            return new SizedSession(Unit);
        });
        var versions = Open(loader, units: 2);
        var lease = await versions.AcquireAsync("a", CancellationToken.None);
        var slow = UseAsync(versions, "slow");
        var end = versions.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => slow);
        Assert.False(end.IsCompleted);
        Assert.False(loader.Sessions["a"].HasEnded);
        lease.Dispose();
        await end;
        Assert.True(loader.Sessions["a"].HasEnded);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => UseAsync(versions, "a"));
    }

    [Fact]
    public async Task LoadedVersion_IsFoundWithoutAllocating()
    {
        await using var versions = Open(ScriptedLoader.Of(Unit), units: 2);
        await UseAsync(versions, "a");
        await UseAsync(versions, "b");
        Find(versions, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Find(versions, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Find(ResidentVersions versions, int times)
        {
            for (var time = 0; time < times; time++)
            {
                var found = versions.AcquireAsync(time % 2 == 0 ? "a" : "b", CancellationToken.None);
                Assert.True(found.IsCompletedSuccessfully);
                found.Result.Dispose();
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ManyThreads_NeverMeetASessionThatHasEnded_AndTheBudgetHolds(int seed)
    {
        var loader = new ScriptedLoader(async (version, _) =>
        {
            await Task.Yield();
            return version.Length == 7
                ? throw new RuntimeUnavailableException("Not now.")
                : new SizedSession(Unit * ((version.Length % 3) + 1));
        });
        var versions = Open(loader, units: 10, options => (options.StayFactor, options.RetryPause) = (0, TimeSpan.Zero));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + worker);
            for (var step = 0; step < 2000; step++)
            {
                try
                {
                    using var lease = await versions.AcquireAsync(new string('v', random.Next(30)), CancellationToken.None);
                    await lease.Session.InferAsync([], [], CancellationToken.None);
                }
                catch (RuntimeUnavailableException)
                {
                    // Eight at once can use more than there is room for.
                }

                Assert.InRange(versions.Report().ResidentBytes, 0, 10 * Unit);
            }
        })));
        Assert.Equal(0, versions.Report().Loading);
        Assert.True(versions.Report().Evictions > 100);
        await versions.DisposeAsync();
        Assert.All(loader.Sessions.Values, session => Assert.True(session.HasEnded));
        Assert.Equal(0, versions.Report().ResidentBytes);
    }

    [Fact]
    public void Histogram_IsAnEighthOffAtMost()
    {
        var histogram = new DurationHistogram();
        var random = new Random(7);
        var durations = Enumerable.Range(0, 10_000).Select(_ => TimeSpan.FromTicks((long)Math.Exp(random.NextDouble() * 40))).Order().ToArray();
        Array.ForEach(durations, histogram.Add);
        var summary = histogram.Summarize();
        Assert.Equal((10_000L, durations[^1]), (summary.Count, summary.Max));
        Assert.InRange(summary.P50, durations[4999], durations[4999] * 1.125);
        Assert.InRange(summary.P99, durations[9899], durations[9899] * 1.125);
        Assert.Equal(TimeSpan.Zero, new DurationHistogram().Summarize().P99);
    }

    private ResidentVersions Open(IVersionLoader loader, int units, Action<ResidencyOptions>? configure = null)
    {
        var options = new ResidencyOptions { BudgetBytes = units * Unit };
        configure?.Invoke(options);
        return new ResidentVersions(loader, options, _time);
    }

    private static async Task UseAsync(ResidentVersions versions, string version) => (await versions.AcquireAsync(version, CancellationToken.None)).Dispose();
}
