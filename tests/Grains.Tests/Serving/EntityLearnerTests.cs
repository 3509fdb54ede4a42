using Berlin.Grains.Training;

namespace Berlin.Grains.Tests.Serving;

public sealed class EntityLearnerTests
{
    [Fact]
    public async Task Predict_EntityThatBooksDifferently_AnswersFromItsOwnRows()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Everybody(40), default);
        await trainer.ObserveAsync(Own("e1", 0, 20), default);

        var own = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        var stranger = await host.Head().PredictAsync(Samples.Request("taxi", "nobody"), default);
        var domain = await host.Head().PredictAsync(Samples.Request("taxi"), default);

        Assert.Equal("9999", own.Predictions[0][0].Value);
        Assert.Equal(20, Assert.Single(own.EntityObservations!));
        Assert.Equal("2770", stranger.Predictions[0][0].Value);
        Assert.Equal(0, Assert.Single(stranger.EntityObservations!));
        Assert.Equal("2770", domain.Predictions[0][0].Value);
        Assert.Null(domain.EntityObservations);
    }

    [Fact]
    public async Task Predict_AfterEachAcknowledgedObservation_KnowsIt()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Everybody(4), default);

        for (var count = 1; count <= 30; count++)
        {
            await trainer.ObserveAsync(Own("e1", count, 1), default);
            await trainer.ObserveAsync(Own("e2", count, 1), default);
            var answer = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
            Assert.Equal(count, Assert.Single(answer.EntityObservations!));
        }
    }

    [Fact]
    public async Task Predict_BatchOfMixedEntities_AnswersEachRowByItsOwn()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Everybody(40), default);
        await trainer.ObserveAsync(Own("e1", 0, 20), default);
        await trainer.ObserveAsync(Own("e2", 0, 3), default);
        var request = Samples.Request("taxi") with
        {
            Instances = [Samples.Features("taxi"), Samples.Features("taxi"), Samples.Features("hotel"), Samples.Features("taxi")],
            Entities = ["e1", null, "e1", "e2"],
            IsBatch = true,
        };

        var answer = await host.Head().PredictAsync(request, default);

        Assert.Equal([20, null, 20, 3], answer.EntityObservations!);
        for (var row = 0; row < 4; row++)
        {
            var alone = await host.Head().PredictAsync(
                request with { Instances = [request.Instances[row]], Entities = [request.Entities[row]] }, default);
            Assert.Equal(alone.Predictions[0], answer.Predictions[row]);
        }
    }

    [Fact]
    public async Task Restart_EntityWithManyRows_IsLoadedFromItsStoredStateAndAnswersTheSame()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Everybody(40), default);
        await trainer.ObserveAsync(Own("e1", 0, 50), default);
        await trainer.ObserveAsync(Own("few", 0, 5), default);
        var many = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        var few = await host.Head().PredictAsync(Samples.Request("taxi", "few"), default);
        var generation = (await trainer.GetStatusAsync(withDigest: false, default)).LogGeneration;

        await host.RestartAsync();

        Assert.Equal(90, (await host.EntityStateAsync(generation, "e1"))?.Sequence);
        Assert.Null(await host.EntityStateAsync(generation, "few"));
        await host.Trainer().ObserveAsync([Samples.Observation(0, "late", "bus", "9999", "e1")], default);
        var after = await host.Head().PredictAsync(Samples.Request("taxi", "few"), default);
        Assert.Equal(few.Predictions[0][0].Value, after.Predictions[0][0].Value);
        Assert.Equal(51, (await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default)).EntityObservations![0]);
        Assert.Equal(50, many.EntityObservations![0]);
    }

    [Fact]
    public async Task Describe_Entity_TellsItsRowsAndItsLearner()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Everybody(40), default);
        await trainer.ObserveAsync(Own("e1", 0, 5), default);
        await trainer.ObserveAsync(Own("e2", 0, 3), default);

        var entity = await host.Model().DescribeEntityAsync("e1", default);

        Assert.Equal((5L, 45L, 1), (entity?.Entity.Observations, entity?.Entity.LastSequence, entity?.Classes));
        Assert.True(entity!.Cells > 0 && entity.MemoryBytes > 0);
        Assert.Null(await host.Model().DescribeEntityAsync("nobody", default));
        var page = await host.Model().ListEntitiesAsync(null, 1, default);
        Assert.Equal("e1", Assert.Single(page).Entity);
        Assert.Equal("e2", Assert.Single(await host.Model().ListEntitiesAsync("e1", 5, default)).Entity);
    }

    [Fact]
    public async Task Predict_EntitiesLearnedWithinTheOneLearner_AnswersForTheEntity()
    {
        await using var host = await GrainTestHost.StartAsync();
        var softmax = Samples.WithEntities with { Learner = Samples.WithEntities.Learner with { Type = "softmax-regression" } };
        var trainer = await host.DefineAsync(softmax);
        for (var round = 0; round < 20; round++)
        {
            await trainer.ObserveAsync([Samples.Observation(0, $"all-{round}", "taxi", "2770", $"other-{round}"), Samples.Observation(1, $"own-{round}", "taxi", "9999", "e1")], default);
            await trainer.ObserveAsync([Samples.Observation(0, $"more-{round}", "taxi", "2770", $"third-{round}")], default);
        }


        var own = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        var domain = await host.Head().PredictAsync(Samples.Request("taxi", "nobody"), default);

        Assert.Equal("9999", own.Predictions[0][0].Value);
        Assert.Equal("2770", domain.Predictions[0][0].Value);
        var described = await host.Model().DescribeEntityAsync("e1", default);
        Assert.Equal((20L, (int?)null), (described?.Entity.Observations, described?.Classes));
    }

    private static Observation[] Everybody(int count) =>
        [.. Enumerable.Range(0, count).Select(index => Samples.Observation(index, $"all-{index}", index % 4 == 0 ? "hotel" : "taxi", index % 4 == 0 ? "2780" : "2770"))];

    private static Observation[] Own(string entity, int first, int count) =>
        [.. Enumerable.Range(0, count).Select(index => Samples.Observation(index, $"{entity}-{first + index}", "taxi", "9999", entity))];
}
