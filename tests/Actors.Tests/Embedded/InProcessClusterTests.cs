using Berlin.Actors.Clustering;
using Berlin.Actors.Tests.Grains;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests.Embedded;

public sealed class InProcessClusterTests
{
    [Fact]
    public async Task KilledSilo_FailsTheCallsThatItRan_AtOnce()
    {
        await using var cluster = new TestClusterBuilder(3).Build();
        await cluster.DeployAsync();
        var gates = Enumerable.Range(0, 30).Select(_ => Gates.New()).ToArray();
        var calls = gates.Select(gate => cluster.GrainFactory.GetGrain<ICallsGrain>(gate.Name).EnterAsync(gate.Name)).ToArray();
        await Task.WhenAll(gates.Select(gate => gate.Gate.Entered));

        await cluster.KillSiloAsync(cluster.SecondarySilos[0]);

        var failed = calls.Where(call => call.IsCompleted).ToArray();
        Assert.NotEmpty(failed);
        foreach (var call in failed)
        {
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        }

        foreach (var gate in gates)
        {
            gate.Gate.Open();
        }

        await Task.WhenAll(calls.Except(failed));
        await cluster.StopAllSilosAsync();
    }

    [Fact]
    public async Task JoiningSilo_EndsActivationsWhosePlaceItTakes_AndOnlyThose()
    {
        await using var cluster = new TestClusterBuilder(2).Build();
        await cluster.DeployAsync();
        var keys = Enumerable.Range(0, 60).Select(_ => Gates.NewName()).ToArray();
        await Task.WhenAll(keys.Select(key => cluster.GrainFactory.GetGrain<ILifecycleGrain>(key).ActivationAsync()));

        await cluster.StartAdditionalSiloAsync();

        await Task.WhenAll(keys.Select(key => cluster.GrainFactory.GetGrain<ILifecycleGrain>(key).ActivationAsync()));
        var moved = keys.Where(key => Lives.Of(key).Activations == 2).ToArray();
        Assert.InRange(moved.Length, 5, 40);
        foreach (var key in moved)
        {
            Assert.Equal(DeactivationReasonCode.Migrating, (await Lives.Of(key).Ended).ReasonCode);
        }

        await cluster.StopAllSilosAsync();
    }

    [Fact]
    public async Task CallsWhileASiloStops_AreServed()
    {
        await using var cluster = new TestClusterBuilder(3).Build();
        await cluster.DeployAsync();
        var keys = Enumerable.Range(0, 20).Select(_ => Gates.NewName()).ToArray();
        using var stop = new CancellationTokenSource();
        var callers = keys.Select(key => CallAsync(cluster.GrainFactory.GetGrain<ICallsGrain>(key), stop.Token)).ToArray();

        await cluster.StopSiloAsync(cluster.SecondarySilos[1]);
        await cluster.StopSiloAsync(cluster.Primary!);
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));
        await cluster.StopAllSilosAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.GrainFactory.GetGrain<ICallsGrain>(keys[0]).EchoAsync(1));

        static async Task<int> CallAsync(ICallsGrain grain, CancellationToken stop)
        {
            var calls = 0;
            do
            {
                await Task.Yield();
                Assert.Equal(calls, await grain.EchoAsync(calls));
                calls++;
            }
            while (!stop.IsCancellationRequested);

            return calls;
        }
    }

    [Fact]
    public void Owner_ChangesOnlyForGrainsOfTheSiloThatLeaves()
    {
        var cluster = new LocalCluster(TimeProvider.System);
        var members = Enumerable.Range(0, 4).Select(index => cluster.Join($"silo-{index}")).ToArray();
        var grains = Enumerable.Range(0, 1000).Select(index => GrainId.Create("model", $"tenant/{index}")).ToArray();
        var before = grains.Select(grain => cluster.Current.OwnerOf(grain)!.Identity).ToArray();

        cluster.BeginLeaving(members[2]);

        for (var index = 0; index < grains.Length; index++)
        {
            var owner = cluster.Current.OwnerOf(grains[index])!.Identity;
            Assert.True(before[index] == owner || before[index] == members[2]);
            Assert.NotEqual(members[2], owner);
        }

        Assert.All(members, member => Assert.InRange(before.Count(owner => owner == member), 190, 310));
    }
}
