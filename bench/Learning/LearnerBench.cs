using System.Buffers;

namespace Berlin.Learning.Bench;

/// <summary>Learns a long stream one observation at a time and measures on the way.</summary>
internal sealed class LearnerBench(BenchShape shape)
{
    private const int TopAnswers = 3;

    private readonly MultinomialNaiveBayes _learner = new(new LearnerConfig(LearnerTypes.MultinomialNaiveBayes));

    private readonly ProgressiveMetrics _metrics = new(window: 1000);

    private readonly RowStream _stream = new(shape);

    private readonly double[] _scores = new double[shape.Classes];

    private readonly int[] _best = new int[TopAnswers];

    /// <summary>Rates while learning from one power of ten to the next; scoring and predicting are measured at each.</summary>
    public IEnumerable<LearnerRates> Run()
    {
        for (long learned = 0, goal = 10_000; goal <= shape.Observations; learned = goal, goal *= 10)
        {
            var learn = Measure(goal - learned, LearnOne);
            yield return new LearnerRates(
                goal, learn, Measure(shape.ScoredRows, ScoreAndLearnOne), Measure(shape.ScoredRows, PredictOne));
        }
    }

    /// <summary>State per counted cell, in memory and in the file.</summary>
    public StateSize Size()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        _learner.Write(writer);
        writer.End();
        return new StateSize(_learner.CellCount, (double)_learner.MemoryBytes / _learner.CellCount, (double)output.WrittenCount / _learner.CellCount);
    }

    /// <summary>Rows per second of processor time of one action; making the rows is not measured.</summary>
    private double Measure(long rows, Action<int> action)
    {
        var spent = TimeSpan.Zero;
        for (var left = rows; left > 0; left -= shape.BatchRows)
        {
            _stream.Fill();
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < Math.Min(left, shape.BatchRows); i++)
            {
                action(i);
            }

            spent += Environment.CpuUsage.TotalTime - before;
        }

        return rows / spent.TotalSeconds;
    }

    private void LearnOne(int row) => _learner.Learn(_stream.Row(row), ClassId(row));

    private void ScoreAndLearnOne(int row)
    {
        var classId = ClassId(row);
        if (classId == _learner.ClassCount)
        {
            _metrics.AddUnseen(confidence: 0);
        }
        else
        {
            var scores = Score(row);
            _metrics.Add(Posterior.RankOf(classId, scores), scores[classId], DeterministicMath.Exp(Posterior.Largest(scores)));
        }

        _learner.Learn(_stream.Row(row), classId);
    }

    private void PredictOne(int row) => Posterior.FindBest(Score(row), _best);

    private Span<double> Score(int row)
    {
        var scores = _scores.AsSpan(0, _learner.ClassCount);
        _learner.Score(_stream.Row(row), scores);
        Posterior.Normalize(scores);
        return scores;
    }

    /// <summary>Ids come in order of first appearance: a class that is not the next one yet stands for it.</summary>
    private int ClassId(int row) => Math.Min(_stream.ClassOf(row), _learner.ClassCount);
}
