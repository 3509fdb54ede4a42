namespace Berlin.Learning;

/// <summary>The types of learner there are.</summary>
public static class LearnerTypes
{
    /// <summary>Multinomial naive Bayes with additive smoothing.</summary>
    public const string MultinomialNaiveBayes = "multinomial-naive-bayes";

    /// <summary>Multinomial logistic regression, learned by AdaGrad.</summary>
    public const string SoftmaxRegression = "softmax-regression";

    private static readonly LearnerKind[] Kinds = [Learning.MultinomialNaiveBayes.Kind, Learning.SoftmaxRegression.Kind];

    /// <summary>Every type that a config may name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kinds.Select(kind => kind.Type)];

    /// <summary>The settings of a type; none of a type that there is not.</summary>
    /// <param name="type">Type of learner.</param>
    public static IReadOnlyList<LearnerSetting> SettingsOf(string type) => Find(type)?.Settings ?? [];

    /// <summary>The kind of a type, or null.</summary>
    internal static LearnerKind? Find(string type) => Array.Find(Kinds, kind => kind.Type == type);

    /// <summary>A learner that has seen nothing, under a config without faults.</summary>
    /// <param name="config">Its config.</param>
    /// <param name="entities">Whether it is to learn entities within; for kinds that can.</param>
    internal static IOnlineLearner Create(LearnerConfig config, bool entities) =>
        (Find(config.Type) ?? throw new ArgumentException($"learner.type is \"{config.Type}\"", nameof(config))).Create(config, entities);
}
