namespace Berlin.Learning;

/// <summary>The types of learner there are.</summary>
public static class LearnerTypes
{
    /// <summary>Multinomial naive Bayes with additive smoothing.</summary>
    public const string MultinomialNaiveBayes = "multinomial-naive-bayes";

    /// <summary>Every type that a config may name.</summary>
    public static IReadOnlyList<string> All { get; } = [MultinomialNaiveBayes];

    /// <summary>A learner that has seen nothing.</summary>
    internal static IOnlineLearner Create(LearnerConfig config) => config.Type switch
    {
        MultinomialNaiveBayes => new MultinomialNaiveBayes(config.Alpha),
        _ => throw new ArgumentException($"learner.type is \"{config.Type}\"", nameof(config)),
    };
}
