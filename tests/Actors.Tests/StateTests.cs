using Berlin.Actors.Tests.Grains;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests;

public sealed class StateTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<Memory>().Build();
    private readonly string _key = Gates.NewName();

    private IStateGrain Grain => _cluster.GrainFactory.GetGrain<IStateGrain>(_key);

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task NewRecord_IsEmpty_AndDoesNotExist()
    {
        var (exists, count, etag) = await Grain.ReadAsync();
        Assert.False(exists);
        Assert.Equal(0, count);
        Assert.Null(etag);
    }

    [Fact]
    public async Task WrittenState_IsThere_BeforeTheNextActivationBegins()
    {
        Assert.Equal(1, await Grain.AddAsync("one", write: true));
        Assert.Equal(2, await Grain.AddAsync("two", write: false));
        await Grain.EndAsync();
        var (exists, count, etag) = await Grain.ReadAsync();
        Assert.True(exists);
        Assert.Equal(1, count);
        Assert.NotNull(etag);
    }

    [Fact]
    public async Task ClearedState_IsGone()
    {
        await Grain.AddAsync("one", write: true);
        await Grain.ClearAsync();
        await Grain.EndAsync();
        Assert.Equal((false, 0, null), await Grain.ReadAsync());
    }

    [Fact]
    public async Task StaleWrite_Fails_EndsTheActivation_AndTheNextOneSeesTheStoredState()
    {
        await Grain.AddAsync("one", write: true);
        await Grain.DisturbAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.AddAsync("two", write: true));
        Assert.Equal(2, (await Grain.ReadAsync()).Count);
        Assert.Equal(3, await Grain.AddAsync("two", write: true));
    }

    [Fact]
    public async Task StaleWriteOfAnotherGrain_LeavesTheCallerAlive()
    {
        await Grain.AddAsync("one", write: true);
        await Grain.DisturbAsync();
        var caller = _cluster.GrainFactory.GetGrain<IStateGrain>(_key + "/caller");
        Assert.True(await caller.SurvivesFailureOfAsync(_key));
    }

    private sealed class Memory : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddMemoryGrainStorage("memory");
    }
}
