using Berlin.Grains.Training;

namespace Berlin.Grains.Tests;

public sealed class TrainerObserveTests
{
    [Fact]
    public async Task Observe_NewRows_AreAcceptedAndNumbered()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();

        var result = await trainer.ObserveAsync(Samples.Observations(0, 3), default);

        Assert.Equal((3, 0, 0, 3L), (result.Accepted, result.Duplicates, result.Rejected.Length, result.Sequence));
        Assert.Equal(["id-0", "id-1", "id-2"], (await host.RowsAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task Observe_SameRowsAgain_AreDuplicatesAndNotLearnedTwice()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 5), default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);

        var again = await trainer.ObserveAsync(Samples.Observations(3, 5), default);

        Assert.Equal((3, 2, 8L), (again.Accepted, again.Duplicates, again.Sequence));
        var repeated = await trainer.ObserveAsync(Samples.Observations(0, 8), default);
        Assert.Equal((0, 8, 8L), (repeated.Accepted, repeated.Duplicates, repeated.Sequence));
        Assert.Equal(8, (await trainer.GetStatusAsync(withDigest: true, default)).Overall.Count);
        Assert.NotEqual(before.LearnerDigest, (await trainer.GetStatusAsync(withDigest: true, default)).LearnerDigest);
    }

    [Fact]
    public async Task Observe_IdTwiceInOneRequest_IsADuplicateOrAConflict()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();

        var result = await trainer.ObserveAsync(
            [
                Samples.Observation(0, "a", "taxi", "2770"),
                Samples.Observation(1, "a", "taxi", "2770"),
                Samples.Observation(2, "a", "taxi", "9999"),
            ],
            default);

        Assert.Equal((1, 1), (result.Accepted, result.Duplicates));
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal((2, ErrorCodes.ObservationConflict), (rejected.Index, rejected.Code));
    }

    [Theory]
    [InlineData("other target")]
    [InlineData("other text")]
    [InlineData("other time")]
    [InlineData("entity")]
    [InlineData("subject")]
    public async Task Observe_StoredIdWithOtherContent_IsAConflictAndLeavesTheLearnerAlone(string difference)
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        var stored = Samples.Observation(0, "a", "taxi", "2770");
        await trainer.ObserveAsync([stored], default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);
        var changed = difference switch
        {
            "other target" => stored with { Target = "2771" },
            "other text" => stored with { Features = Samples.Features("hotel") },
            "other time" => stored with { At = DateTimeOffset.UnixEpoch },
            "entity" => stored with { Entity = "K0001" },
            _ => stored with { Subject = "anna" },
        };

        var result = await trainer.ObserveAsync([changed], default);

        var rejected = Assert.Single(result.Rejected);
        Assert.Equal(ErrorCodes.ObservationConflict, rejected.Code);
        Assert.Contains("observations[0].id 'a'", rejected.Error, StringComparison.Ordinal);
        Assert.Equal(before.LearnerDigest, (await trainer.GetStatusAsync(withDigest: true, default)).LearnerDigest);
    }

    [Fact]
    public async Task Observe_FieldOfTheWrongType_IsRejectedByNameAndTheRestIsStored()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        var wrong = Samples.Observation(1, "b", "hotel", "2771") with { Features = "{\"amount\":\"twelve\"}"u8.ToArray() };

        var result = await trainer.ObserveAsync(
            [Samples.Observation(0, "a", "taxi", "2770"), wrong, Samples.Observation(2, "c", "fuel", "2772")], default);

        Assert.Equal((2, 2L), (result.Accepted, result.Sequence));
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal((1, ErrorCodes.FeaturesInvalid), (rejected.Index, rejected.Code));
        Assert.Contains("observations[1].features.amount", rejected.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "c"], (await host.RowsAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task Observe_MoreClassesThanTheBound_RejectsOnlyTheRowsOfNewClasses()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.Definition with { MaxClasses = 2 });

        var result = await trainer.ObserveAsync(
            [
                Samples.Observation(0, "a", "taxi", "1"),
                Samples.Observation(1, "b", "taxi", "2"),
                Samples.Observation(2, "c", "taxi", "3"),
                Samples.Observation(3, "d", "taxi", "2"),
            ],
            default);

        Assert.Equal(3, result.Accepted);
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal((2, ErrorCodes.ObservationTooManyClasses), (rejected.Index, rejected.Code));
        Assert.Contains("2", rejected.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_ManyRequestsAtOnce_AreAllStoredWithoutGapsOrDuplicates()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(request => trainer.ObserveAsync(Samples.Observations(request * 20, 25), default)));

        var rows = await host.RowsAsync();
        Assert.Equal(40 * 20 + 5, results.Sum(result => result.Accepted));
        Assert.Equal(39 * 5, results.Sum(result => result.Duplicates));
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => row.Sequence));
        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Observe_MoreThanMayWait_IsRefusedAsBusyAndWhatWaitsIsStored()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.MaxWaitingObservations = 10);
        var trainer = await host.DefineAsync();
        await trainer.GetStatusAsync(withDigest: false, default);
        var held = host.Log.HoldAppends();

        var first = trainer.ObserveAsync(Samples.Observations(0, 10), default);
        await held.Reached;
        Task<ObserveResult>[] later = [trainer.ObserveAsync(Samples.Observations(10, 10), default), trainer.ObserveAsync(Samples.Observations(20, 10), default)];
        var refused = await Task.WhenAny(later);
        var error = await Assert.ThrowsAsync<BerlinException>(() => refused);
        held.Release();

        Assert.Equal((ErrorCodes.TrainerBusy, true), (error.Code, error.IsTransient));
        Assert.Equal((10, 10), ((await first).Accepted, (await later.Single(request => request != refused)).Accepted));
    }

    [Fact]
    public async Task Predict_WhileAnAppendIsOnItsWay_IsAnswered()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 10), default);
        var held = host.Log.HoldAppends();
        var observing = trainer.ObserveAsync(Samples.Observations(10, 10), default);
        await held.Reached;

        var answer = await trainer.PredictAsync(new PredictRequest { Instances = [Samples.Features("word1")], Top = 3 }, default);

        Assert.Equal(10, answer.Observations);
        Assert.False(observing.IsCompleted);
        held.Release();
        Assert.Equal(10, (await observing).Accepted);
    }
}
