using Berlin.Grains.Training;

namespace Berlin.Grains.Tests.Training;

public sealed class TrainerCorrectionTests
{
    [Fact]
    public async Task Correct_StoredObservation_IsLearnedAndKept()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770"), Samples.Observation(1, "b", "hotel", "2780")], default);

        var result = await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        Assert.Equal(("2770", 3L), (result.PreviousTarget, result.Sequence));
        var answer = await host.Head().PredictAsync(Samples.Request("taxi"), default);
        Assert.Equal("2790", answer.Predictions[0][0].Value);
        Assert.DoesNotContain(answer.Predictions[0], scored => scored.Value == "2770");
        var exported = await host.Model().FindObservationAsync("a", default);
        Assert.Equal(("2790", "2770", 1L), (exported?.Target, exported?.ObservedTarget, exported?.Sequence));
        Assert.Equal(2, (await host.Model().ReadObservationsAsync(0, 10, default)).Length);
    }

    [Fact]
    public async Task Correct_ToTheTargetThatHolds_StoresNothing()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770")], default);
        await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        var again = await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        Assert.Equal(("2790", 2L), (again.PreviousTarget, again.Sequence));
        Assert.Equal(2, (await host.RowsAsync()).Count);
    }

    [Fact]
    public async Task Correct_UnknownId_IsNotFound()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();

        var error = await Assert.ThrowsAsync<BerlinException>(() => trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default));

        Assert.Equal(ErrorCodes.ObservationNotFound, error.Code);
    }

    [Fact]
    public async Task Correct_ToOneClassTooMany_IsRefusedByItsBound()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.Definition with { MaxClasses = 2 });
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "1"), Samples.Observation(1, "b", "hotel", "2")], default);

        var error = await Assert.ThrowsAsync<BerlinException>(() => trainer.CorrectAsync(new Correction { Id = "a", Target = "3" }, default));

        Assert.Equal(ErrorCodes.ObservationTooManyClasses, error.Code);
        Assert.Contains("2 of at most 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await host.RowsAsync()).Count);
    }

    [Fact]
    public async Task Correct_ManyTimesAndAtOnce_HoldsTheLastAndReplaysToTheSameBytes()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 50), default);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(
            index => trainer.CorrectAsync(new Correction { Id = $"id-{index % 10}", Target = $"{2700 + (index % 13)}" }, default)));
        var before = await trainer.GetStatusAsync(withDigest: true, default);
        host.Blobs.RefuseWrites = true;

        await host.RestartAsync();

        var after = await host.Trainer().GetStatusAsync(withDigest: true, default);
        Assert.Equal((before.Sequence, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        foreach (var exported in await host.Model().ReadObservationsAsync(0, 100, default))
        {
            var rows = (await host.RowsAsync()).Where(row => row.Id == exported.Id);
            Assert.Equal(rows.Last().Target, exported.Target);
        }
    }

    [Fact]
    public async Task Observe_RepeatedAfterACorrection_IsADuplicateStill()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        var observation = Samples.Observation(0, "a", "taxi", "2770");
        await trainer.ObserveAsync([observation], default);
        await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        Assert.Equal(1, (await trainer.ObserveAsync([observation], default)).Duplicates);
    }

    [Fact]
    public async Task Correct_RowOfAnEntity_ReachesItsOwnLearner()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770", "e1")], default);
        await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);

        await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        var answer = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        Assert.Equal("2790", answer.Predictions[0][0].Value);
        Assert.Equal(1, answer.EntityObservations![0]);
    }
}
