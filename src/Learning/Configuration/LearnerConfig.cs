namespace Berlin.Learning;

/// <summary>What learns from the columns.</summary>
/// <param name="Type">Type of learner, one of <see cref="LearnerTypes.All"/>.</param>
/// <param name="Alpha">Additive smoothing, above 0, at most <see cref="LargestAlpha"/>.</param>
public sealed record LearnerConfig(string Type, double Alpha)
{
    /// <summary>Smallest smoothing; below it log probabilities lose digits to cancellation.</summary>
    public const double SmallestAlpha = 1e-10;

    /// <summary>Largest smoothing; beyond it nothing that is observed makes a difference.</summary>
    public const double LargestAlpha = 1_000;

    /// <summary>Tells everything that is wrong; nothing when the config can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (!LearnerTypes.All.Contains(Type))
        {
            yield return $"learner.type is \"{Type}\"; it must be one of: {string.Join(", ", LearnerTypes.All)}";
        }

        if (!(Alpha is >= SmallestAlpha and <= LargestAlpha))
        {
            yield return $"learner.alpha is {Alpha}; it must be {SmallestAlpha} to {LargestAlpha}";
        }
    }
}
