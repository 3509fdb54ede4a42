using Berlin.Actors.Cluster.Hosting;
using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class RealClusterTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Client_KnowsTheSilos_AndEveryGrainLivesWhereTheDirectorySays()
    {
        await using var cluster = await RealCluster.OpenAsync();
        var silos = new[] { await cluster.StartAsync("silo-1"), await cluster.StartAsync("silo-2"), await cluster.StartAsync("silo-3") };
        await using var client = await cluster.ConnectAsync();
        var directory = client.Directory.Current;

        Assert.Equal(6, directory.Version);
        Assert.Equal(["silo-1", "silo-2", "silo-3"], directory.Silos.Select(silo => silo.Name));
        Assert.All(directory.Silos, silo => Assert.True(silo.IsActive));
        Assert.Equal("http://silo-2:5101/", directory.Silos[1].HttpUrl!.ToString());
        Assert.Equal("1.2.3", directory.Silos[1].Metadata["version"]);
        Assert.All(silos, silo => Assert.Equal(LocalSiloState.Active, silo.Local.State));

        var keys = Enumerable.Range(0, 100).Select(_ => Gates.NewName()).ToArray();
        await Task.WhenAll(keys.Select(key => client.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync()));
        await Task.WhenAll(silos.SelectMany(silo => keys.Select(key => silo.Runtime.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync())));

        Assert.All(keys, key => Assert.Equal(1, Lives.Of(key).Activations));
        foreach (var silo in silos)
        {
            var expected = keys.Where(key => directory.Order(key)[0].Name == silo.Name).Order();
            Assert.Equal(expected, silo.Runtime.Owned.Select(grain => grain.Key.ToString()!).Order());
            Assert.Equal(silo.Runtime.Owned.Count(), silo.Runtime.Activations.CountOf("lifecycle"));
        }
    }

    [Fact]
    public async Task LeavingSilo_LosesNoCall()
    {
        await using var cluster = await RealCluster.OpenAsync();
        await cluster.StartAsync("silo-1");
        var leaving = await cluster.StartAsync("silo-2");
        await cluster.StartAsync("silo-3");
        await using var client = await cluster.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 16).Select(index => CallAsync(client.Client.GetGrain<ICallsGrain>(Gates.NewName()), stop.Token)).ToArray();

        await cluster.StopAsync(leaving);
        await Eventually.IsSoAsync(() => client.Directory.Current.Silos.Length == 2);
        await cluster.StopAsync(cluster.Silos[0]);
        await cluster.StartAsync("silo-2");
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));

        static async Task<int> CallAsync(ICallsGrain grain, CancellationToken stop)
        {
            var calls = 0;
            do
            {
                Assert.Equal(calls, await grain.EchoAsync(calls));
                calls++;
            }
            while (!stop.IsCancellationRequested);

            return calls;
        }
    }

    [Fact]
    public async Task KilledSilo_IsGoneAfterItsLease_AndItsGrainsAnswerElsewhere()
    {
        await using var cluster = await RealCluster.OpenAsync();
        await cluster.StartAsync("silo-1");
        var killed = await cluster.StartAsync("silo-2");
        await using var client = await cluster.ConnectAsync();
        var key = NewKeyOf("silo-2", client.Directory.Current);
        await client.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync();
        await cluster.KillAsync(killed);

        await Eventually.IsSoAsync(() => client.Directory.Current.Silos.Length == 1);

        Assert.Equal(2, await client.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync());
    }

    [Fact]
    public async Task SecondProcessOfAName_EndsTheFirst()
    {
        await using var cluster = await RealCluster.OpenAsync();
        var first = await cluster.StartAsync("silo-1");
        var died = new TaskCompletionSource();
        using var registration = first.Local.Died.Register(died.SetResult);
        var second = await cluster.StartAsync("silo-1");

        await died.Task.WaitAsync(Bound);

        Assert.Equal(LocalSiloState.Dead, first.Local.State);
        Assert.Equal(LocalSiloState.Active, second.Local.State);
        Assert.Equal(1, await second.Runtime.Client.GetGrain<ICallsGrain>("any").EchoAsync(1));
        await first.Host.StopAsync();
        Assert.Equal(second.Local.Generation, Assert.Single(second.Membership.Current.Members).Identity.Generation);
    }

    [Fact]
    public async Task SiloOfAnotherCluster_DoesNotStart()
    {
        await using var cluster = await RealCluster.OpenAsync();
        var silo = await cluster.StartAsync("silo-1");
        var refusal = await Assert.ThrowsAsync<OrleansConfigurationException>(() => cluster.StartAsync("silo-2", clusterId: "other"));
        Assert.Contains("cluster 'berlin'", refusal.Message, StringComparison.Ordinal);
        Assert.Single(silo.Membership.Current.Members);
    }

    /// <summary>1 silo, 7 silos, 1 silo, with 1,000 grains in use all the while.</summary>
    [Fact]
    public async Task Churn_OwnerMapsAreEqualAtEqualVersions_AndAtRestEveryGrainIsOnce()
    {
        await using var cluster = await RealCluster.OpenAsync();
        await cluster.StartAsync("silo-1");
        await using var client = await cluster.ConnectAsync();
        var prefix = Gates.NewName();
        var keys = Enumerable.Range(0, 1000).Select(index => $"{prefix}/{index}").ToArray();
        var maps = new OwnerMaps(cluster, keys);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 12).Select(caller => CallAllAsync(caller, stop.Token)).ToArray();

        for (var silo = 2; silo <= 7; silo++)
        {
            await cluster.StartAsync($"silo-{silo}");
            maps.Audit();
        }

        while (cluster.Silos.Count > 1)
        {
            await cluster.StopAsync(cluster.Silos[cluster.Silos.Count / 2]);
            maps.Audit();
        }

        for (var silo = 11; silo <= 13; silo++)
        {
            await cluster.StartAsync($"silo-{silo}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);

        // At rest: everybody knows the newest view, and what moved has ended.
        var version = cluster.Silos.Max(silo => silo.Membership.Current.Version);
        await Eventually.IsSoAsync(() => cluster.Silos.All(silo => silo.Membership.Current.Version == version) && client.Directory.Current.Version == version);
        maps.Audit();
        await Task.WhenAll(keys.Select(key => client.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync()));
        await Eventually.IsSoAsync(() => cluster.Silos.Sum(silo => silo.Runtime.Owned.Count()) == keys.Length);
        foreach (var silo in cluster.Silos)
        {
            var expected = keys.Where(key => client.Directory.Current.Order(key)[0].Name == silo.Name).Order();
            Assert.Equal(expected, silo.Runtime.Owned.Select(grain => grain.Key.ToString()!).Order());
        }

        maps.AssertEqualAtEqualVersions(leastVersions: 7);

        async Task CallAllAsync(int caller, CancellationToken stop)
        {
            for (var call = caller; !stop.IsCancellationRequested; call++)
            {
                await client.Client.GetGrain<ILifecycleGrain>(keys[call * 31 % keys.Length]).ActivationAsync();
            }
        }
    }

    private static string NewKeyOf(string silo, SiloDirectorySnapshot directory)
    {
        while (true)
        {
            var key = Gates.NewName();
            if (directory.Order(key)[0].Name == silo)
            {
                return key;
            }
        }
    }
}
