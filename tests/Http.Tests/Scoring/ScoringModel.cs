using System.Text;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Http.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Http.Tests.Scoring;

/// <summary>A silo with one model that knows a text and an amount.</summary>
internal static class ScoringModel
{
    public const string Path = "/v1/models/m/score";

    public static ModelDefinition Definition { get; } = new()
    {
        Kind = "online",
        Learner = new LearnerDefinition { Type = "multinomial-naive-bayes", Settings = [] },
        Features = [new FeatureDefinition { Field = "text", Type = "text" }, new FeatureDefinition { Field = "amount", Type = "number" }],
        Target = "account",
        Columns = new ColumnsDefinition { Mode = "vocabulary", Max = 20_000 },
        MaxClasses = 1000,
        MetricsWindow = 1000,
    };

    public static async Task<SiloUnderTest> StartAsync(Action<ScoringOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var silo = await SiloUnderTest.StartAsync(services: collection =>
        {
            collection.Configure<ScoringOptions>(scoring => options?.Invoke(scoring));
            services?.Invoke(collection);
        });
        Define(silo);
        return silo;
    }

    public static void Define(SiloUnderTest silo)
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        silo.Models.Models[$"{SiloUnderTest.Tenant}/m"] = new ModelDescription
        {
            Name = "m", Definition = Definition, CreatedAt = at, ChangedAt = at, Status = FakeModels.EmptyStatus, Revision = 1,
        };
    }

    /// <summary>Answers each row with its own features as the first class, so that a test sees which row an answer is of.</summary>
    public static PredictResult Echo(PredictRequest request) => new()
    {
        Observations = 7,
        Predictions = [.. request.Instances.Select(features => new[] { new ScoredClass(Encoding.UTF8.GetString(features), 0.5) })],
    };

    public static Task<Answer> ScoreAsync(this SiloUnderTest silo, string body, string contentType = "text/csv", string path = Path, params (string Name, string Value)[] headers)
    {
        var request = SiloUnderTest.Request("POST", path, Encoding.UTF8.GetBytes(body), contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return silo.SendAsync(request);
    }

    public static string[] Lines(this Answer answer) => answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToArray();
}
