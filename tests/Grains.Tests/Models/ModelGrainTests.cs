using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;

namespace Berlin.Grains.Tests;

public sealed class ModelGrainTests
{
    [Fact]
    public async Task Define_NewThenSame_IsCreatedOnce()
    {
        await using var host = await GrainTestHost.StartAsync();

        var first = await host.Model().DefineAsync(Samples.Definition, DefineCondition.None, default);
        var second = await host.Model().DefineAsync(Samples.Definition, DefineCondition.None, default);

        Assert.Equal((true, false), (first.Created, second.Created));
        Assert.Equal(GrainTestHost.Stream.Model, second.Model.Name);
        Assert.Equal(0, second.Model.Status.Sequence);
    }

    [Fact]
    public async Task Define_ManyFaults_AreAllNamed()
    {
        await using var host = await GrainTestHost.StartAsync();
        var wrong = Samples.Definition with
        {
            Learner = new LearnerDefinition { Type = "oracle", Alpha = 1 },
            MaxClasses = 1,
            MetricsWindow = 0,
        };

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Model().DefineAsync(wrong, DefineCondition.None, default));

        Assert.Equal(ErrorCodes.ModelInvalid, error.Code);
        Assert.All(["oracle", "max_classes", "metrics_window"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Null(await host.Model().DescribeAsync(withDigest: false, default));
    }

    [Fact]
    public async Task Define_OtherAlphaWithObservations_IsFollowedAtOnce()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 50), default);
        var request = new Training.PredictRequest { Instances = [Samples.Features("word1")], Top = 1 };
        var before = (await trainer.PredictAsync(request, default)).Predictions[0][0].Probability;

        var changed = await host.Model().DefineAsync(
            Samples.Definition with { Learner = Samples.Definition.Learner with { Settings = [new("alpha", 0.01)] } }, DefineCondition.None, default);

        Assert.Equal((false, 50L), (changed.Created, changed.Model.Status.Sequence));
        Assert.NotEqual(before, (await trainer.PredictAsync(request, default)).Predictions[0][0].Probability);
    }

    [Fact]
    public async Task Define_OtherFeaturesWithObservations_IsRefusedWithTheReason()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 5), default);
        var change = Samples.Definition with { Features = [Samples.Definition.Features[0]] };

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Model().DefineAsync(change, DefineCondition.None, default));

        Assert.Equal(ErrorCodes.ModelIncompatibleChange, error.Code);
        Assert.Contains("features", error.Message, StringComparison.Ordinal);
        var model = await host.Model().DescribeAsync(withDigest: false, default);
        Assert.Equal(2, model!.Definition.Features.Length);
    }

    [Fact]
    public async Task Define_OtherFeaturesWithoutObservations_TakesOverEvenWithAnOpenTrainer()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.GetStatusAsync(withDigest: false, default);
        var change = Samples.Definition with { Features = [new FeatureDefinition { Field = "vat", Type = "category" }], Target = "rate" };

        var changed = await GrainTestHost.RetryAsync(() => host.Model().DefineAsync(change, DefineCondition.None, default));

        Assert.Equal("vat", Assert.Single(changed.Model.Definition.Features).Field);
        var result = await GrainTestHost.RetryAsync(() => trainer.ObserveAsync(
            [Samples.Observation(0, "a", "taxi", "2770") with { Features = "{\"vat\":\"VR\"}"u8.ToArray() }], default));
        Assert.Equal(1, result.Accepted);
    }

    [Fact]
    public async Task List_ModelsOfATenant_AreInOrderPagedAndNobodyElses()
    {
        await using var host = await GrainTestHost.StartAsync();
        foreach (var name in new[] { "zebra", "apple", "mango" })
        {
            await host.Grains.GetGrain<IModelGrain>(Names.ModelKey("acme", name)).DefineAsync(Samples.Definition, DefineCondition.None, default);
        }

        await host.CreateTenantAsync("other");
        await host.Grains.GetGrain<IModelGrain>(Names.ModelKey("other", "secret")).DefineAsync(Samples.Definition, DefineCondition.None, default);
        var directory = host.Grains.GetGrain<ITenantDirectoryGrain>(ITenantDirectoryGrain.Key);

        var first = await directory.ListModelsAsync("acme", null, 2, default);
        var rest = await directory.ListModelsAsync("acme", "mango", 2, default);

        Assert.Equal(["apple", "mango"], first.Select(model => model.Name));
        Assert.Equal(["zebra"], rest.Select(model => model.Name));
    }
}
