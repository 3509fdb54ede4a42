using Berlin.Grains.Serving;

namespace Berlin.Grains.Tests;

public sealed class LiveHeadTests
{
    [Fact]
    public async Task Predict_BeforeTheFirstObservation_IsEmpty()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();

        var answer = await host.Head().PredictAsync(Request(3, "taxi"), default);

        Assert.Equal(0, answer.Observations);
        Assert.Empty(Assert.Single(answer.Predictions));
    }

    [Fact]
    public async Task Predict_AfterAnAcknowledgedObservation_KnowsIt()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770"), Samples.Observation(1, "b", "hotel", "2780")], default);

        var answer = await host.Head().PredictAsync(Request(3, "taxi", "hotel"), default);

        Assert.Equal(2, answer.Observations);
        Assert.Equal(["2770", "2780"], answer.Predictions.Select(row => row[0].Value));
        Assert.All(answer.Predictions, row => Assert.Equal(1, row.Sum(scored => scored.Probability), 1e-9));
    }

    [Fact]
    public async Task Predict_TopBelowTheClasses_GivesTheBestOnly()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 100), default);

        var answer = await host.Head().PredictAsync(Request(2, "word1 word3"), default);

        var row = Assert.Single(answer.Predictions);
        Assert.Equal(2, row.Length);
        Assert.True(row[0].Probability >= row[1].Probability);
    }

    [Theory]
    [InlineData(false, "features.amount")]
    [InlineData(true, "instances[1].features.amount")]
    public async Task Predict_FieldOfTheWrongType_NamesIt(bool isBatch, string path)
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync();
        byte[] wrong = [.. "{\"amount\":true}"u8];
        var request = new PredictRequest
        {
            Instances = isBatch ? [Samples.Features("taxi"), wrong] : [wrong],
            Top = 1,
            IsBatch = isBatch,
        };

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Head().PredictAsync(request, default));

        Assert.Equal(ErrorCodes.FeaturesInvalid, error.Code);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_UnknownModel_IsNotFoundAndLaterDefinitionIsFound()
    {
        await using var host = await GrainTestHost.StartAsync();

        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Head().PredictAsync(Request(1, "taxi"), default));
        Assert.Equal(ErrorCodes.ModelNotFound, error.Code);

        await host.DefineAsync();
        Assert.Equal(0, (await host.Head().PredictAsync(Request(1, "taxi"), default)).Observations);
    }

    private static PredictRequest Request(int top, params string[] texts) => new()
    {
        Instances = [.. texts.Select(Samples.Features)],
        Top = top,
        IsBatch = texts.Length > 1,
    };
}
