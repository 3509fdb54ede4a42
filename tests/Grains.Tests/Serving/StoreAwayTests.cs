using Berlin.Grains.Serving;

namespace Berlin.Grains.Tests.Serving;

/// <summary>What is loaded answers without the store, and never waits long for it.</summary>
public sealed class StoreAwayTests
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Predict_WhileTheStoreIsAway_GoesOnAndFollowsWhenItIsBack()
    {
        await using var host = await LoadedAsync();
        host.Log.IsAway = true;
        for (var ask = 0; ask < 10; ask++)
        {
            host.Time.Advance(LongAgo);
            Assert.Equal(10, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
        }

        host.Log.IsAway = false;
        host.Time.Advance(LongAgo);
        Assert.Equal(10, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
        await host.Trainer().ObserveAsync(Samples.Observations(10, 5), default);
        Assert.Equal(15, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
    }

    [Fact]
    public async Task Predict_WithAGapThatCannotBeRead_AnswersAsOfWhatItKnows()
    {
        await using var host = await LoadedAsync();
        host.Log.IsAway = true;

        // A slice whose predecessors the head does not know.
        var row = new StreamRow { Sequence = 13, Features = Samples.Features("taxi"), Target = "2770" };
        await Assert.ThrowsAsync<BerlinException>(() =>
            host.Head().AbsorbAsync(new StreamSlice { Generation = 1, PreviousSequence = 12, Rows = [row] }, default));

        Assert.Equal(10, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
    }

    [Fact]
    public async Task Predict_WhileTheStoreIsSlow_IsAnsweredMeanwhile()
    {
        await using var host = await LoadedAsync();
        var held = host.Log.HoldReads();
        host.Time.Advance(LongAgo);

        for (var ask = 0; ask < 10; ask++)
        {
            var answer = await host.Head().PredictAsync(Samples.Request("word1"), default).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(10, answer.Observations);
        }

        Assert.True(held.Reached.IsCompleted);
        held.Release();
    }

    [Fact]
    public async Task Predict_HeadThatIsNotLoaded_IsRefusedWhileTheStoreIsAwayAndLoadsAfterwards()
    {
        await using var host = await LoadedAsync();
        await host.RestartAsync();
        host.Log.IsAway = true;
        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Head().PredictAsync(Samples.Request("word1"), default));
        Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient));

        host.Log.IsAway = false;
        Assert.Equal(10, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
    }

    [Fact]
    public async Task PredictEntity_WhileTheStoreIsAway_AnswersWhereItIsLoadedAndRefusesWhereNot()
    {
        await using var host = await LoadedAsync();
        await host.Trainer().ObserveAsync([Samples.Observation(0, "own", "taxi", "9999", "e1"), Samples.Observation(1, "other", "taxi", "9999", "e2")], default);
        Assert.Equal(1, (await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default)).EntityObservations![0]);

        // The head hears of a row of the entity that its learner has not read yet.
        var row = new StreamRow { Sequence = 13, Features = Samples.Features("taxi"), Target = "9999", Entity = "e1" };
        await host.Head().AbsorbAsync(new StreamSlice { Generation = 1, PreviousSequence = 12, Rows = [row] }, default);
        host.Log.IsAway = true;

        Assert.Equal(1, (await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default)).EntityObservations![0]);
        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Head().PredictAsync(Samples.Request("taxi", "e2"), default));
        Assert.Equal((ErrorCodes.StoreUnavailable, true), (error.Code, error.IsTransient));
    }

    /// <summary>A model with entities, ten observations, and its head in memory.</summary>
    private static async Task<GrainTestHost> LoadedAsync()
    {
        var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        Assert.Equal(10, (await host.Head().PredictAsync(Samples.Request("word1"), default)).Observations);
        return host;
    }
}
