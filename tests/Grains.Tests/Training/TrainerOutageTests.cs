namespace Berlin.Grains.Tests.Training;

/// <summary>Writes while the store is away: refused at once, and possible again as soon as it is back.</summary>
public sealed class TrainerOutageTests
{
    [Fact]
    public async Task Observe_ThatWaitsBehindAnAppendTheStoreLost_IsRefusedWithIt()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        var held = host.Log.HoldAppends();
        var first = trainer.ObserveAsync(Samples.Observations(10, 10), default);
        await held.Reached;
        var waiting = Enumerable.Range(2, 20).Select(batch => trainer.ObserveAsync(Samples.Observations(batch * 10, 10), default)).ToList();

        // Behind all of them: when it has its answer, they have reached the trainer.
        Assert.Equal(10, (await trainer.GetStatusAsync(withDigest: false, default)).Sequence);
        host.Log.IsAway = true;
        held.Release();

        foreach (var request in waiting.Prepend(first))
        {
            var error = await Assert.ThrowsAsync<BerlinException>(() => request);
            Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient));
        }

        var away = await Assert.ThrowsAsync<BerlinException>(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));
        Assert.Equal((ErrorCodes.StoreUnavailable, true), (away.Code, away.IsTransient));

        host.Log.IsAway = false;
        var stored = await GrainTestHost.RetryAsync(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));
        Assert.Equal((10, 20L), (stored.Accepted, stored.Sequence));
    }

    [Fact]
    public async Task Observe_StoreAwayBeforeAnythingWasSent_LeavesTheTrainerLoaded()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        var before = await host.Log.ReadPositionAsync(GrainTestHost.Stream, default);
        host.Log.IsAway = true;
        for (var call = 0; call < 3; call++)
        {
            var error = await Assert.ThrowsAsync<BerlinException>(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));
            Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient));
        }

        host.Log.IsAway = false;
        Assert.Equal(20, (await trainer.ObserveAsync(Samples.Observations(10, 10), default)).Sequence);
        Assert.Equal(before!.Epoch, (await host.Log.ReadPositionAsync(GrainTestHost.Stream, default))!.Epoch);
    }

    [Fact]
    public async Task Observe_TrainerThatCannotBeOpened_IsRefusedAtOnceAndOpensLater()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        host.Log.IsAway = true;
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(batch =>
            Assert.ThrowsAsync<BerlinException>(() => trainer.ObserveAsync(Samples.Observations(batch * 10, 10), default))));
        Assert.All(refused, error => Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient)));

        host.Log.IsAway = false;
        Assert.Equal(10, (await trainer.ObserveAsync(Samples.Observations(0, 10), default)).Accepted);
    }

    [Fact]
    public async Task Observe_FencedWhileOthersWait_EndsThemAllAndTheNextTrainerStores()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        var held = host.Log.HoldAppends();
        var first = trainer.ObserveAsync(Samples.Observations(10, 10), default);
        await held.Reached;
        var waiting = Enumerable.Range(2, 5).Select(batch => trainer.ObserveAsync(Samples.Observations(batch * 10, 10), default)).ToList();
        Assert.Equal(10, (await trainer.GetStatusAsync(withDigest: false, default)).Sequence);
        await host.Log.TakeAsync(GrainTestHost.Stream, "another", default);
        held.Release();

        foreach (var request in waiting.Prepend(first))
        {
            var error = await Assert.ThrowsAsync<BerlinException>(() => request);
            Assert.Equal((ErrorCodes.TrainerMoved, true), (error.Code, error.IsTransient));
        }

        Assert.Equal(10, (await host.RowsAsync()).Count);
        Assert.Equal(20, (await GrainTestHost.RetryAsync(() => trainer.ObserveAsync(Samples.Observations(10, 10), default))).Sequence);
    }
}
