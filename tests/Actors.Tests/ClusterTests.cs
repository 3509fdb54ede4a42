using Berlin.Actors.Tests.Grains;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests;

/// <summary>Several silos: where a grain lives shows in nothing but what survives.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(3).Build();
    private readonly string[] _keys = [.. Enumerable.Range(0, 30).Select(_ => Gates.NewName())];

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Grains_AnswerOnce_WhereverTheyLive()
    {
        Assert.Equal(3, _cluster.Silos.Count);
        await CallAllAsync();
        await CallAllAsync();
        Assert.All(_keys, key => Assert.Equal(1, Lives.Of(key).Activations));
    }

    [Fact]
    public async Task GrainsCallGrains_AcrossSilos()
    {
        foreach (var key in _keys)
        {
            Assert.Equal(1, await Grain(key).CallOtherAsync(key + "/other"));
        }
    }

    [Fact]
    public async Task StoppedSilo_HandsItsGrainsOn()
    {
        await CallAllAsync();
        await _cluster.StopSiloAsync(_cluster.SecondarySilos[0]);
        await CallAllAsync();
        var moved = _keys.Where(key => Lives.Of(key).Activations > 1).ToArray();
        foreach (var key in moved)
        {
            Assert.Equal(DeactivationReasonCode.ShuttingDown, (await Lives.Of(key).Ended).ReasonCode);
        }

        Assert.Equal(2, _cluster.Silos.Count);
    }

    [Fact]
    public async Task KilledSilo_LosesItsActivations_AndItsGrainsLiveOnElsewhere()
    {
        await CallAllAsync();
        await _cluster.KillSiloAsync(_cluster.SecondarySilos[1]);
        await _cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        await CallAllAsync();
    }

    [Fact]
    public async Task AdditionalSilo_TakesPart()
    {
        await CallAllAsync();
        var silo = await _cluster.StartAdditionalSiloAsync();
        await _cluster.WaitForLivenessToStabilizeAsync();
        Assert.True(silo.IsActive);
        await CallAllAsync();
        Assert.Equal(4, _cluster.Silos.Count);
    }

    private ILifecycleGrain Grain(string key) => _cluster.GrainFactory.GetGrain<ILifecycleGrain>(key);

    private Task<int[]> CallAllAsync() => Task.WhenAll(_keys.Select(key => Grain(key).ActivationAsync()));
}
