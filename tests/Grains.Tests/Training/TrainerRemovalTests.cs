using Berlin.Grains.Models;
using Berlin.Grains.Training;

namespace Berlin.Grains.Tests.Training;

public sealed class TrainerRemovalTests
{
    private static readonly string[] Subjects = ["anna", "bert", "carl"];

    [Theory]
    [InlineData("multinomial-naive-bayes")]
    [InlineData("softmax-regression")]
    public async Task Remove_Subject_LeavesTheBytesOfAStreamThatNeverHeldIt(string learner)
    {
        var definition = Samples.WithEntities with { Learner = Samples.Definition.Learner with { Type = learner } };
        var rows = Rows(200);
        await using var without = await GrainTestHost.StartAsync();
        var other = await without.DefineAsync(definition);
        await other.ObserveAsync([.. rows.Where(row => row.Subject != "bert")], default);
        var expected = await other.GetStatusAsync(withDigest: true, default);

        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync(definition);
        await trainer.ObserveAsync(rows, default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);
        var result = await trainer.RemoveAsync(new Removal { Subject = "bert" }, default);

        var after = await trainer.GetStatusAsync(withDigest: true, default);
        Assert.Equal(rows.Count(row => row.Subject == "bert"), result.Removed);
        Assert.Equal(expected.LearnerDigest, after.LearnerDigest);
        Assert.NotEqual(before.LearnerDigest, after.LearnerDigest);
        Assert.True(after.LogGeneration > before.LogGeneration);
        Assert.Equal((before.Sequence, before.Rows - result.Removed), (after.Sequence, after.Rows));
        Assert.Equal(expected.Overall, after.Overall);

        await host.RestartAsync();
        Assert.Equal(expected.LearnerDigest, (await host.Trainer().GetStatusAsync(withDigest: true, default)).LearnerDigest);
        var answer = await host.Head().PredictAsync(Samples.Request("word1 word3", "e1"), default);
        var wanted = await without.Head().PredictAsync(Samples.Request("word1 word3", "e1"), default);
        Assert.Equal(wanted.Predictions[0], answer.Predictions[0]);
        Assert.Equal(wanted.EntityObservations, answer.EntityObservations);
    }

    [Fact]
    public async Task Remove_OneObservationWithItsCorrections_IsGone()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770"), Samples.Observation(1, "b", "hotel", "2780")], default);
        await trainer.CorrectAsync(new Correction { Id = "a", Target = "2790" }, default);

        var result = await trainer.RemoveAsync(new Removal { Observation = "a" }, default);

        Assert.Equal(1, result.Removed);
        var answer = await host.Head().PredictAsync(Samples.Request("taxi"), default);
        Assert.Equal("2780", Assert.Single(answer.Predictions[0]).Value);
        Assert.Equal("b", Assert.Single(await host.RowsAsync()).Id);
        var again = await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770")], default);
        Assert.Equal((1, 4L), (again.Accepted, again.Sequence));
    }

    [Fact]
    public async Task Remove_Entity_TakesItsRowsAndItsOwnLearner()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Rows(100), default);
        Assert.NotEqual(0, (await host.Head().PredictAsync(Samples.Request("word1", "e1"), default)).EntityObservations![0]);

        var result = await trainer.RemoveAsync(new Removal { Entity = "e1" }, default);

        Assert.Equal(25, result.Removed);
        Assert.Equal(0, (await host.Head().PredictAsync(Samples.Request("word1", "e1"), default)).EntityObservations![0]);
        Assert.Null(await host.Model().DescribeEntityAsync("e1", default));
        Assert.Equal(25, (await host.Head().PredictAsync(Samples.Request("word1", "e2"), default)).EntityObservations![0]);
    }

    [Fact]
    public async Task Remove_WhatIsNotThere_ChangesNothing()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Rows(10), default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);

        var result = await trainer.RemoveAsync(new Removal { Subject = "nobody" }, default);

        Assert.Equal((0L, before.LogGeneration), (result.Removed, result.LogGeneration));
        Assert.Equal(before, await trainer.GetStatusAsync(withDigest: true, default));
    }

    [Fact]
    public async Task Remove_WhileObservationsStreamIn_LosesAndDoublesNone()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        var observing = Enumerable.Range(0, 20).Select(
            batch => GrainTestHost.RetryAsync(() => host.Trainer().ObserveAsync(Rows(20, first: batch * 20), default))).ToList();
        var removing = Enumerable.Range(0, 5).Select(
            _ => GrainTestHost.RetryAsync(() => host.Trainer().RemoveAsync(new Removal { Subject = "carl" }, default))).ToList();
        await Task.WhenAll(observing);
        await Task.WhenAll(removing);

        await GrainTestHost.RetryAsync(() => host.Trainer().RemoveAsync(new Removal { Subject = "carl" }, default));

        var rows = await host.RowsAsync();
        Assert.Equal(Rows(400).Where(row => row.Subject != "carl").Select(row => row.Id).Order(), rows.Select(row => row.Id).Order());
        var live = await host.Trainer().GetStatusAsync(withDigest: true, default);
        host.Blobs.RefuseWrites = true;
        await host.RestartAsync();
        Assert.Equal(live.LearnerDigest, (await host.Trainer().GetStatusAsync(withDigest: true, default)).LearnerDigest);
    }

    [Fact]
    public async Task Observe_StreamOverItsBound_IsTrimmedOldestFirst()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.ReplayPageObservations = 7);
        var trainer = await host.DefineAsync(Samples.Definition with { Retention = new RetentionDefinition { MaxObservations = 100 } });

        await trainer.ObserveAsync(Rows(125), default);
        Assert.Equal(125, (await host.RowsAsync()).Count);
        await trainer.ObserveAsync(Rows(1, first: 125), default);

        Assert.Equal(100, (await GrainTestHost.RetryAsync(() => host.Trainer().GetStatusAsync(withDigest: false, default))).Rows);
        Assert.Equal([.. Enumerable.Range(26, 100).Select(index => $"row-{index}")], (await host.RowsAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task Observe_RowsOlderThanTheBound_AreTrimmedWhenTheTrainerOpens()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.Definition with { Retention = new RetentionDefinition { MaxAgeDays = 30 } });
        var old = Rows(10).Select(row => row with { At = DateTimeOffset.UnixEpoch }).ToArray();
        await trainer.ObserveAsync(old, default);
        await host.RestartAsync();

        await host.Trainer().ObserveAsync(Rows(5, first: 10), default);

        Assert.Equal(5, (await GrainTestHost.RetryAsync(() => host.Trainer().GetStatusAsync(withDigest: false, default))).Rows);
    }

    private static Observation[] Rows(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(number => Samples.Observation(
        number - first,
        $"row-{number}",
        $"word{number % 7} word{number % 11}",
        $"{2700 + (number % 13)}",
        $"e{number % 4}",
        Subjects[number % 3]))];
}
