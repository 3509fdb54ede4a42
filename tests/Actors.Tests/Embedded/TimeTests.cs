using Berlin.Actors.Tests.Grains;
using Orleans.Configuration;

namespace Berlin.Actors.Tests.Embedded;

/// <summary>What depends on time, in time that a test moves.</summary>
public sealed class TimeTests
{
    private readonly string _key = Gates.NewName();

    [Fact]
    public async Task Call_TimesOutAfterItsTimeout_NotBefore()
    {
        await using var laboratory = await Laboratory.OpenAsync();
        var (name, gate) = Gates.New();
        var call = laboratory.Cluster.GrainFactory.GetGrain<ICallsGrain>(_key).EnterAsync(name);
        await gate.Entered;
        laboratory.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        laboratory.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        gate.Open();
    }

    [Fact]
    public async Task IdleActivation_IsCollectedAtItsAge_AndUseKeepsItYoung()
    {
        await using var laboratory = await Laboratory.OpenAsync();
        var grain = laboratory.Cluster.GrainFactory.GetGrain<ILifecycleGrain>(_key);
        await grain.ActivationAsync();
        laboratory.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, await grain.ActivationAsync());
        laboratory.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, await grain.ActivationAsync());
        laboratory.Time.Advance(TimeSpan.FromMinutes(17));
        Assert.Equal(DeactivationReasonCode.ActivationIdle, (await Lives.Of(_key).Ended).ReasonCode);
    }

    [Fact]
    public async Task ShortOfMemory_TheActivationsThatWereIdleLongest_End()
    {
        await using var laboratory = await Laboratory.OpenAsync(configure: silo => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.EnableActivationSheddingOnMemoryPressure = true;
            options.MemoryUsageLimitPercentage = 80;
            options.MemoryUsageTargetPercentage = 75;
        }));
        var keys = Enumerable.Range(0, 4).Select(index => $"{_key}/{index}").ToArray();
        foreach (var key in keys)
        {
            await laboratory.Cluster.GrainFactory.GetGrain<ILifecycleGrain>(key).ActivationAsync();
            laboratory.Time.Advance(TimeSpan.FromSeconds(10));
        }

        laboratory.Memory.UsagePercentage = 100;
        laboratory.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(DeactivationReasonCode.HighMemoryPressure, (await Lives.Of(keys[0]).Ended).ReasonCode);
        laboratory.Memory.UsagePercentage = 10;
        Assert.Equal(2, await laboratory.Cluster.GrainFactory.GetGrain<ILifecycleGrain>(keys[0]).ActivationAsync());
        Assert.Equal(1, await laboratory.Cluster.GrainFactory.GetGrain<ILifecycleGrain>(keys[3]).ActivationAsync());
    }

    [Fact]
    public async Task HangingCall_HoldsDeactivationUp_OnlyForAsLongAsPatienceLasts()
    {
        await using var laboratory = await Laboratory.OpenAsync(configure: silo =>
            silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(10)));
        var (name, gate) = Gates.New();
        var grain = laboratory.Cluster.GrainFactory.GetGrain<ILifecycleGrain>(_key);
        var call = grain.EndBehindAsync(name);
        await gate.Entered;
        laboratory.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(DeactivationReasonCode.ApplicationRequested, (await Lives.Of(_key).Ended).ReasonCode);
        gate.Open();
        Assert.Equal(1, await call);
        Assert.Equal(2, await grain.ActivationAsync());
    }

    [Fact]
    public async Task Timer_CountsItsPeriodFromTheEndOfATick()
    {
        await using var laboratory = await Laboratory.OpenAsync();
        var (first, firstGate) = Gates.New();
        var (second, secondGate) = Gates.New();
        await laboratory.Cluster.GrainFactory.GetGrain<IPacedGrain>(_key).BeginAsync(first, second, TimeSpan.FromSeconds(10));
        laboratory.Time.Advance(TimeSpan.FromSeconds(10));
        await firstGate.Entered;
        laboratory.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(secondGate.HasEntered);
        firstGate.Open();
        Assert.Equal(1, await laboratory.Cluster.GrainFactory.GetGrain<IPacedGrain>(_key).TicksAsync());
        laboratory.Time.Advance(TimeSpan.FromSeconds(10));
        await secondGate.Entered;
        secondGate.Open();
    }
}
