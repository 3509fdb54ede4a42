namespace Berlin.Learning;

/// <summary>From scores to probabilities and ranks. Equal scores rank by class id: the class that was seen first comes first.</summary>
internal static class Posterior
{
    /// <summary>Turns scores into log probabilities, by subtracting the log of the sum of their exponentials; O(classes).</summary>
    public static void Normalize(Span<double> scores)
    {
        var largest = Largest(scores);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += DeterministicMath.Exp(score - largest);
        }

        var logSum = largest + DeterministicMath.Log(sum);
        foreach (ref var score in scores)
        {
            score -= logSum;
        }
    }

    /// <summary>The largest score; O(classes).</summary>
    public static double Largest(ReadOnlySpan<double> scores)
    {
        var largest = double.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = Math.Max(largest, score);
        }

        return largest;
    }

    /// <summary>How many classes rank before one; O(classes).</summary>
    public static int RankOf(int classId, ReadOnlySpan<double> scores)
    {
        var own = scores[classId];
        var before = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            before += scores[c] > own || (scores[c] == own && c < classId) ? 1 : 0;
        }

        return before;
    }

    /// <summary>The best classes, best first; O(classes) and O(top) for each that displaces another.</summary>
    /// <param name="scores">Scores by class.</param>
    /// <param name="best">Receives as many class ids as it is long; not longer than <paramref name="scores"/>.</param>
    public static void FindBest(ReadOnlySpan<double> scores, Span<int> best)
    {
        var filled = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            if (filled == best.Length && scores[c] <= scores[best[^1]])
            {
                continue;
            }

            var place = FindPlace(scores, best[..filled], scores[c]);
            filled = Math.Min(filled + 1, best.Length);
            best[place..(filled - 1)].CopyTo(best[(place + 1)..]);
            best[place] = c;
        }
    }

    /// <summary>First place in the descending <paramref name="best"/> whose score is below <paramref name="score"/>.</summary>
    private static int FindPlace(ReadOnlySpan<double> scores, ReadOnlySpan<int> best, double score)
    {
        var low = 0;
        var high = best.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (scores[best[middle]] >= score)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
