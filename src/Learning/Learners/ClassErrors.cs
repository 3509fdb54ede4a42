namespace Berlin.Learning;

/// <summary>From the scores of a row to the errors of its classes; reused from row to row.</summary>
internal sealed class ClassErrors
{
    private double[] _scores = [];

    private ClassError[] _errors = [];

    private int _classes;

    /// <summary>Where the scores of a row are put before <see cref="Of"/> is asked.</summary>
    public Span<double> Scores(int classes)
    {
        if (_scores.Length < classes)
        {
            _scores = new double[Math.Max(classes, _scores.Length * 2)];
            _errors = new ClassError[_scores.Length];
        }

        _classes = classes;
        return _scores.AsSpan(0, classes);
    }

    /// <summary>The errors that are not negligible, in order of class; O(classes).</summary>
    public ReadOnlySpan<ClassError> Of(int target)
    {
        var scores = _scores.AsSpan(0, _classes);
        var largest = Posterior.Largest(scores);
        var sum = 0.0;
        foreach (ref var score in scores)
        {
            score = DeterministicMath.Exp(score - largest);
            sum += score;
        }

        var found = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            var error = new ClassError(c, (scores[c] / sum) - (c == target ? 1 : 0));
            if (!error.IsNegligible)
            {
                _errors[found++] = error;
            }
        }

        return _errors.AsSpan(0, found);
    }
}
