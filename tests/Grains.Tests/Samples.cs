using System.Text;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Grains.Training;

namespace Berlin.Grains.Tests;

/// <summary>Definitions and observations that tests start from.</summary>
internal static class Samples
{
    public static ModelDefinition Definition { get; } = new()
    {
        Kind = "online",
        Learner = new LearnerDefinition { Type = "multinomial-naive-bayes", Settings = [] },
        Features =
        [
            new FeatureDefinition { Field = "text", Type = "text", Ngrams = [1, 2] },
            new FeatureDefinition { Field = "amount", Type = "number", Buckets = "log2" },
        ],
        Target = "account",
        Columns = new ColumnsDefinition { Mode = "vocabulary", Max = 20_000 },
        MaxClasses = 1_000,
        MetricsWindow = 1_000,
    };

    /// <summary>The same with entities.</summary>
    public static ModelDefinition WithEntities { get; } = Definition with { Entities = true };

    public static Observation Observation(
        int index, string id, string text, string target, string? entity = null, string? subject = null) => new()
    {
        Index = index,
        Id = id,
        Features = Features(text),
        Target = target,
        Entity = entity,
        Subject = subject,
    };

    public static PredictRequest Request(string text, string? entity = null) => new()
    {
        Instances = [Features(text)],
        Top = 3,
        Entities = entity is null ? null : [entity],
    };

    /// <summary>Rows <c>first</c> to <c>first + count - 1</c> of a stream that follows from the numbers alone.</summary>
    public static Observation[] Observations(int first, int count) =>
        [.. Enumerable.Range(0, count).Select(index => Observation(
            index, $"id-{first + index}", $"word{(first + index) % 7} word{(first + index) % 11}", $"{2700 + ((first + index) % 13)}"))];

    public static byte[] Features(string text) => Encoding.UTF8.GetBytes($$"""{"amount":12.5,"text":"{{text}}"}""");
}
