namespace Berlin.Grains.Tests;

public sealed class TrainerRecoveryTests
{
    [Fact]
    public async Task Restart_AfterGracefulStop_StartsFromTheCheckpointWithTheSameBytes()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 250), default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);

        await host.RestartAsync();

        var after = await host.Trainer().GetStatusAsync(withDigest: true, default);
        Assert.Equal((250L, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        Assert.Equal(250, after.Checkpoint?.Sequence);
        Assert.Equal((before.Overall, before.Window), (after.Overall, after.Window));
    }

    [Fact]
    public async Task Restart_WithoutACheckpoint_ReplaysTheStreamToTheSameBytes()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.ReplayPageObservations = 7);
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 250), default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);
        host.Blobs.RefuseWrites = true;

        await host.RestartAsync();

        var after = await host.Trainer().GetStatusAsync(withDigest: true, default);
        Assert.Equal((250L, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        Assert.Null(after.Checkpoint);
        Assert.Equal((before.Overall, before.Window), (after.Overall, after.Window));
    }

    [Fact]
    public async Task Checkpoint_EverySoManyObservations_KeepsTheNewestTwo()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync();
        for (var first = 0; first < 500; first += 50)
        {
            await trainer.ObserveAsync(Samples.Observations(first, 50), default);
        }

        await host.RestartAsync();

        var status = await host.Trainer().GetStatusAsync(withDigest: false, default);
        Assert.Equal(500, status.Checkpoint?.Sequence);
        Assert.Equal(2, (await host.Blobs.ListAsync("checkpoints/", default)).Count);
    }

    [Fact]
    public async Task Checkpoint_WhoseBytesCannotBeWritten_IsNotPublished()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 50), default);
        host.Blobs.RefuseWrites = true;

        await host.StopAsync();

        Assert.Empty(await host.PublishedCheckpointsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_NewestCheckpointDamagedOrMissing_IsSetAsideAndTheOneBeforeIsUsed(bool isMissing)
    {
        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 60), default);
        await host.RestartAsync();
        await host.Trainer().ObserveAsync(Samples.Observations(60, 5), default);
        var before = await host.Trainer().GetStatusAsync(withDigest: true, default);
        await host.StopAsync();
        host.Blobs.Damage(name => name.Contains("/1-65-", StringComparison.Ordinal), isMissing);

        await host.RestartAsync();

        var after = await host.Trainer().GetStatusAsync(withDigest: true, default);
        Assert.Equal((65L, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        Assert.Equal(60, after.Checkpoint?.Sequence);
    }

    /// <summary>Whole in itself, so only the digest in the checkpoint's row tells it.</summary>
    [Fact]
    public async Task Restart_NewestCheckpointHasTheBytesOfTheOneBefore_IsSetAside()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 60), default);
        await host.RestartAsync();
        await host.Trainer().ObserveAsync(Samples.Observations(60, 5), default);
        var before = await host.Trainer().GetStatusAsync(withDigest: true, default);
        await host.StopAsync();
        var names = await host.PublishedCheckpointsAsync();
        host.Blobs.Confuse(Assert.Single(names, name => name.Contains("/1-65-", StringComparison.Ordinal)), Assert.Single(names, name => name.Contains("/1-60-", StringComparison.Ordinal)));

        await host.RestartAsync();

        var after = await host.Trainer().GetStatusAsync(withDigest: true, default);
        Assert.Equal((65L, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        Assert.Equal(60, after.Checkpoint?.Sequence);
    }

    [Fact]
    public async Task Observe_StreamTakenByAnother_IsRefusedAndStoresNothing()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        await host.Log.TakeAsync(GrainTestHost.Stream, "another", default);

        var error = await Assert.ThrowsAsync<BerlinException>(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));

        Assert.Equal((ErrorCodes.TrainerMoved, true), (error.Code, error.IsTransient));
        Assert.Equal(10, (await host.RowsAsync()).Count);
        var retried = await GrainTestHost.RetryAsync(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));
        Assert.Equal((10, 20L), (retried.Accepted, retried.Sequence));
    }

    [Fact]
    public async Task Observe_CommitAnswerLost_IsSettledAsStored()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        host.Log.LoseNextAnswer(afterCommit: true);

        var result = await trainer.ObserveAsync(Samples.Observations(10, 10), default);

        Assert.Equal((10, 20L), (result.Accepted, result.Sequence));
        Assert.Equal(20, (await host.RowsAsync()).Count);
    }

    [Fact]
    public async Task Observe_StoreAwayBeforeCommit_IsRefusedAndTheNextTryStores()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        host.Log.LoseNextAnswer(afterCommit: false);

        var error = await Assert.ThrowsAsync<BerlinException>(() => trainer.ObserveAsync(Samples.Observations(10, 10), default));

        Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient));
        var result = await trainer.ObserveAsync(Samples.Observations(10, 10), default);
        Assert.Equal((10, 20L), (result.Accepted, result.Sequence));
    }
}
