using Berlin.Actors.Tests.Grains;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests;

/// <summary>Tests that stop their silo, or need one of other settings.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Stop_DeactivatesEveryActivation_AndTellsWhy()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        var keys = Enumerable.Range(0, 20).Select(_ => Gates.NewName()).ToArray();
        foreach (var key in keys)
        {
            await cluster.GrainFactory.GetGrain<ILifecycleGrain>(key).ActivationAsync();
        }

        await cluster.StopAllSilosAsync();

        foreach (var key in keys)
        {
            Assert.Equal(DeactivationReasonCode.ShuttingDown, (await Lives.Of(key).Ended).ReasonCode);
        }
    }

    [Fact]
    public async Task IdleActivation_IsCollected_AndOneThatIsDelayedStays()
    {
        await using var cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<QuickCollection>().Build();
        await cluster.DeployAsync();
        var idle = Gates.NewName();
        var delayed = Gates.NewName();
        await cluster.GrainFactory.GetGrain<ILifecycleGrain>(delayed).DelayAsync(TimeSpan.FromHours(1));
        await cluster.GrainFactory.GetGrain<ILifecycleGrain>(idle).ActivationAsync();

        Assert.Equal(DeactivationReasonCode.ActivationIdle, (await Lives.Of(idle).Ended).ReasonCode);
        Assert.Equal(1, await cluster.GrainFactory.GetGrain<ILifecycleGrain>(delayed).ActivationAsync());
        await cluster.StopAllSilosAsync();
    }

    private sealed class QuickCollection : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromMilliseconds(200);
            options.CollectionAge = TimeSpan.FromMilliseconds(500);
        });
    }
}
