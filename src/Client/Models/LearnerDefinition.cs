using System.Text.Json.Serialization;

namespace Berlin.Client;

/// <summary>What learns, and its settings.</summary>
[JsonConverter(typeof(LearnerDefinitionConverter))]
public sealed record LearnerDefinition
{
    /// <summary>Type of the learner: <c>multinomial-naive-bayes</c> or <c>softmax-regression</c>.</summary>
    public string Type { get; init; } = "multinomial-naive-bayes";

    /// <summary>The type's settings by name, for example <c>alpha</c>; one that is absent takes the server's default.</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();
}
