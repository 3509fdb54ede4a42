using Berlin.Actors.Clustering;
using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>What a silo does with its grains when its place in the cluster changes.</summary>
public sealed class SiloMembershipTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly AgentCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task LeaseThatIsOver_RefusesOwnedGrainsAtOnce_AndGoesOnWithWorkers()
    {
        var silo = await _cluster.StartAsync("silo-1");
        var key = Gates.NewName();
        Assert.Equal(1, await silo.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
        _cluster.Table.IsAway = true;
        _cluster.Advance(TimeSpan.FromSeconds(4));

        var refused = await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
        Assert.Contains("lease of silo silo-1 is not renewed", refused.Message, StringComparison.Ordinal);
        await AnswersByWorkerAsync(silo);

        _cluster.Table.IsAway = false;
        _cluster.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await silo.Client.GetGrain<ICallsGrain>(key).EchoAsync(2));
        Assert.Equal(2, silo.Agent.Current.Version);
    }

    [Fact]
    public async Task DeclaredDead_HaltsAtOnce_AndItsGrainsLiveOnElsewhere()
    {
        var paused = await _cluster.StartAsync("silo-1");
        var other = await _cluster.StartAsync("silo-2");
        var (name, gate) = Gates.New();
        var key = paused.NewKey();
        var lost = _cluster.Client.GetGrain<ICallsGrain>(key).EnterAsync(name);
        var own = paused.Client.GetGrain<ICallsGrain>(other.NewKey()).EnterAsync(name);
        await gate.Entered;
        var died = 0;
        paused.Runtime.Died += () => died++;
        paused.IsPaused = true;
        _cluster.Advance(TimeSpan.FromSeconds(12));
        _cluster.ClientViews.Tell();
        Assert.Equal(0, died);

        // The silo that paused the call learns of it when it goes on; its caller knew when it was declared.
        await Assert.ThrowsAsync<SiloUnavailableException>(() => lost.WaitAsync(Bound));
        Assert.Equal(1, await _cluster.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
        paused.IsPaused = false;
        _cluster.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(1, died);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => own.WaitAsync(Bound));
        Assert.Equal(SiloStage.Dead, paused.Agent.Stage);
        await paused.Host.StopAsync();
        gate.Open();
    }

    [Fact]
    public async Task LeavingSilo_HandsOverBeforeItsHostsServersStop_AndItsWorkersAnswerOn()
    {
        var leaving = await _cluster.StartAsync("silo-1");
        var other = await _cluster.StartAsync("silo-2");
        var keys = Enumerable.Range(0, 20).Select(_ => leaving.NewKey()).ToArray();
        await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync()));

        await leaving.Runtime.StoppingAsync(CancellationToken.None);

        Assert.Equal(SiloStage.Leaving, leaving.Agent.Stage);
        Assert.Empty(leaving.Runtime.Owned);
        foreach (var key in keys)
        {
            Assert.Equal(DeactivationReasonCode.ShuttingDown, (await Lives.Of(key).Ended).ReasonCode);
            Assert.Equal(2, await leaving.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync());
        }

        Assert.Equal(keys.Length, other.Runtime.Owned.Count());
        await AnswersByWorkerAsync(leaving);
        _cluster.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SiloStage.Leaving, leaving.Agent.Stage);

        await leaving.Host.StopAsync();
        Assert.Equal(SiloStage.Left, leaving.Agent.Stage);
        Assert.Single(other.Agent.Current.Members);
    }

    [Fact]
    public async Task LastSilo_ServesUntilItsOwnTurnToStop()
    {
        var silo = await _cluster.StartAsync("silo-1");
        var key = Gates.NewName();
        await silo.Runtime.StoppingAsync(CancellationToken.None);
        Assert.Equal(1, await silo.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
        await silo.Host.StopAsync();
        Assert.Empty(_cluster.Table.Read().Members);
    }

    [Fact]
    public async Task Leaving_WhileTheTableIsAway_EndsWithinItsBound()
    {
        var silo = await _cluster.StartAsync("silo-1");
        await _cluster.StartAsync("silo-2");
        _cluster.Table.IsAway = true;
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await silo.Host.StopAsync(hurry.Token).ContinueWith(static _ => { }, TaskScheduler.Default);

        Assert.Equal(SiloStage.Left, silo.Agent.Stage);
        _cluster.Table.IsAway = false;
        Assert.Equal(2, _cluster.Table.Read().Members.Length);
    }

    [Fact]
    public async Task CallThatCarriesANewerVersion_MakesTheReceiverReadIt_OnceForAll()
    {
        var first = await _cluster.StartAsync("silo-1");
        first.IsDeaf = true;
        var second = await _cluster.StartAsync("silo-2");
        Assert.Equal(2, first.Agent.Current.Version);
        var reads = first.Driver.Reads;
        var key = second.NewKey();
        var mine = Enumerable.Range(0, 50).Select(_ => first.NewKey()).ToArray();

        // By its own view the first silo still owns all keys; what the second one sends says that there is a newer one.
        await Task.WhenAll(mine.Where(IsOfFirst).Select(other => second.Client.GetGrain<ICallsGrain>(other).EchoAsync(1)));

        Assert.Equal(4, first.Agent.Current.Version);
        Assert.Equal(reads + 1, first.Driver.Reads);
        Assert.Equal(1, await first.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
        Assert.Contains(second.Runtime.Owned, grain => grain.Key.ToString() == key);

        bool IsOfFirst(string other) => second.Agent.Current.OwnerOf(GrainId.Create("calls", other))!.Identity == first.Agent.Me;
    }

    [Fact]
    public async Task ActivationThatMoved_Ends_AndItsCallsAreServedByTheNewOwner()
    {
        var first = await _cluster.StartAsync("silo-1");
        var keys = Enumerable.Range(0, 40).Select(_ => Gates.NewName()).ToArray();
        Assert.All(await Task.WhenAll(keys.Select(key => first.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync())), activation => Assert.Equal(1, activation));
        var second = await _cluster.StartAsync("silo-2");
        var moved = keys.Where(key => second.Agent.Current.OwnerOf(GrainId.Create("lifecycle", key))!.Identity == second.Agent.Me).ToArray();
        Assert.InRange(moved.Length, 5, 35);

        await Task.WhenAll(keys.Select(key => first.Client.GetGrain<ILifecycleGrain>(key).ActivationAsync()));
        await Task.WhenAll(moved.Select(key => Lives.Of(key).Ended));

        await Eventually.IsSoAsync(() => first.Runtime.Activations.Moves >= moved.Length);
        Assert.Equal(moved.Length, first.Runtime.Activations.Moves);
        Assert.Equal(moved.Order(), second.Runtime.Owned.Select(grain => grain.Key.ToString()!).Order());
        Assert.Equal(keys.Length - moved.Length, first.Runtime.Owned.Count());
    }

    [Fact]
    public async Task SilosThatCannotAgree_RejectTheCallAfterAFewHops()
    {
        var first = await _cluster.StartAsync("silo-1");
        var second = await _cluster.StartAsync("silo-2");
        var key = first.NewKey();

        // The first silo leaves and knows it; the second one and the client do not, and cannot read it.
        _cluster.ClientViews.Hold();
        second.IsDeaf = true;
        second.Driver.IsCutOff = true;
        await first.Runtime.StoppingAsync(CancellationToken.None);

        var rejected = await Assert.ThrowsAsync<SiloUnavailableException>(() => _cluster.Client.GetGrain<ICallsGrain>(key).EchoAsync(1).WaitAsync(Bound));
        Assert.Contains("2 silos handed the call on", rejected.Message, StringComparison.Ordinal);

        second.Driver.IsCutOff = false;
        _cluster.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _cluster.Client.GetGrain<ICallsGrain>(key).EchoAsync(1));
    }

    private static async Task AnswersByWorkerAsync(AgentSilo silo) =>
        Assert.Null(await silo.Client.GetGrain<IWorkersGrain>("any").ContextAsync("nothing", atOther: true));
}
