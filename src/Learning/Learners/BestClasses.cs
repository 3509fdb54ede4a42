namespace Berlin.Learning;

/// <summary>Picks the answers of a prediction from the log probabilities of all classes; reused from row to row.</summary>
internal sealed class BestClasses
{
    private int[] _best = [];

    /// <summary>The best classes, best first; none that is impossible.</summary>
    /// <param name="scores">Log probabilities by class.</param>
    /// <param name="top">Most classes to answer with, from 1.</param>
    /// <param name="labelOf">The label of a class.</param>
    public ScoredLabel[] Of(ReadOnlySpan<double> scores, int top, Func<int, string> labelOf)
    {
        var possible = scores.Length - scores.Count(double.NegativeInfinity);
        var answers = new ScoredLabel[Math.Min(top, possible)];
        if (_best.Length < answers.Length)
        {
            _best = new int[answers.Length];
        }

        var best = _best.AsSpan(0, answers.Length);
        Posterior.FindBest(scores, best);
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = new ScoredLabel(labelOf(best[i]), Math.Min(1, DeterministicMath.Exp(scores[best[i]])));
        }

        return answers;
    }
}
