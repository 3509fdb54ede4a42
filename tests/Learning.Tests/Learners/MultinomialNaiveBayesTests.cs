namespace Berlin.Learning.Tests;

public sealed class MultinomialNaiveBayesConformance : OnlineLearnerConformance
{
    public override string Type => LearnerTypes.MultinomialNaiveBayes;
}

public sealed class MultinomialNaiveBayesTests
{
    [Theory]
    [InlineData(11, 1.0)]
    [InlineData(12, 0.1)]
    [InlineData(13, 1e-10)]
    [InlineData(14, 1000.0)]
    public void Score_RandomStream_EqualsTheSlowReference(int seed, double alpha)
    {
        const int columns = 300;
        var learner = new MultinomialNaiveBayes(Configs.NaiveBayes(alpha));
        var reference = new DenseNaiveBayes(alpha);
        var random = new Random(seed);
        foreach (var row in TestRow.Stream(seed, rows: 400, columns, classes: 30))
        {
            learner.Learn(row.Row, row.ClassId);
            reference.Learn(row);

            var probe = TestRow.Of(random, columns, row.ClassId, random.Next(20));
            var scores = new double[learner.ClassCount];
            learner.Score(probe.Row, scores);
            Posterior.Normalize(scores);
            var expected = reference.LogProbabilities(probe);
            for (var c = 0; c < scores.Length; c++)
            {
                Assert.Equal(expected[c], scores[c], tolerance: 1e-9);
            }
        }
    }

    [Fact]
    public void Reconfigure_OtherAlpha_ScoresAsIfLearnedWithIt()
    {
        var stream = TestRow.Stream(seed: 5, rows: 200, columns: 100, classes: 10);
        var (changed, expected) = (new MultinomialNaiveBayes(Configs.NaiveBayes(1)), new MultinomialNaiveBayes(Configs.NaiveBayes(0.05)));
        var (scores, expectedScores) = (new double[10], new double[10]);
        foreach (var row in stream)
        {
            changed.Learn(row.Row, row.ClassId);
            expected.Learn(row.Row, row.ClassId);
        }

        changed.Reconfigure(Configs.NaiveBayes(0.05));
        changed.Score(stream[7].Row, scores);
        expected.Score(stream[7].Row, expectedScores);

        Assert.Equal(expectedScores, scores);
    }
}
