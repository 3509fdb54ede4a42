namespace Berlin.Client;

/// <summary>What learns, and its one parameter.</summary>
public sealed record LearnerDefinition
{
    /// <summary>Type of the learner: <c>multinomial-naive-bayes</c>.</summary>
    public string Type { get; init; } = "multinomial-naive-bayes";

    /// <summary>Smoothing, above 0 and at most 1,000; the server's default is 1.</summary>
    public double? Alpha { get; init; }
}
