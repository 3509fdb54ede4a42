namespace Berlin.Learning.Tests;

public sealed class SoftmaxRegressionConformance : OnlineLearnerConformance
{
    public override string Type => LearnerTypes.SoftmaxRegression;
}

public sealed class SoftmaxRegressionTests
{
    /// <summary>The reference is the textbook: dictionaries, System.Math, float64 throughout; so it drifts away by float32 roundings.</summary>
    [Theory]
    [InlineData(301, 2.0, 0.0, true)]
    [InlineData(302, 0.5, 0.0, false)]
    [InlineData(303, 1.0, 0.01, true)]
    public void Score_RandomStream_StaysNearTheSlowReference(int seed, double rate, double penalty, bool entities)
    {
        const int columns = 100;
        var learner = Create(entities, ("learning_rate", rate), ("l2", penalty));
        var reference = new DenseSoftmax(rate, penalty, entities);
        foreach (var row in TestRow.StreamOfEntities(seed, rows: 300, columns, classes: 8))
        {
            learner.Learn(row.Row, row.ClassId);
            reference.Learn(row);
            var expected = reference.Scores(row);
            var scores = new double[learner.ClassCount];
            learner.Score(row.Row, scores);
            for (var c = 0; c < scores.Length; c++)
            {
                Assert.Equal(expected[c], scores[c], tolerance: 1e-3);
            }
        }
    }

    [Fact]
    public void Learn_AtTheBoundOfEntityWeights_MakesNoMoreAndGoesOn()
    {
        var learner = Create(entities: true, ("max_entity_weights", 50));
        var unbounded = Create(entities: true);
        var none = Create(entities: false);
        foreach (var row in TestRow.StreamOfEntities(seed: 304, rows: 2_000, columns: 100, classes: 8))
        {
            learner.Learn(row.Row, row.ClassId);
            unbounded.Learn(row.Row, row.ClassId);
            none.Learn(row.Row, row.ClassId);
        }

        // The weights of columns are those of any model; at most fifty more are there.
        Assert.InRange(unbounded.CellCount, 1_000, long.MaxValue);
        Assert.InRange(learner.CellCount, 50, none.CellCount + 200);
        Assert.True(learner.MemoryBytes < unbounded.MemoryBytes);
    }

    [Fact]
    public void Learn_RowThatIsKnownWell_MakesNoWeights()
    {
        var learner = Create(entities: true);
        for (var i = 0; i < 1_000; i++)
        {
            learner.Learn(new SparseRow([i % 2], [1], entity: 1), i % 2);
        }

        var before = learner.CellCount;
        learner.Learn(new SparseRow([0, 2, 3], [1, 1, 1], entity: 1), 0);

        Assert.InRange(learner.CellCount - before, 0, 2 * 2 * 2);
    }

    [Fact]
    public void Learn_LargestCounts_StaysANumber()
    {
        var learner = Create(entities: true);
        for (var i = 0; i < 100; i++)
        {
            learner.Learn(new SparseRow([0, 1], [int.MaxValue, 1 + i], entity: 3), i % 3);
        }

        var scores = new double[3];
        learner.Score(new SparseRow([0, 1], [int.MaxValue, int.MaxValue], entity: 3), scores);
        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
    }

    private static IOnlineLearner Create(bool entities, params (string Name, double Value)[] settings) => LearnerTypes.Create(
        new LearnerConfig(LearnerTypes.SoftmaxRegression, settings.ToDictionary(setting => setting.Name, setting => setting.Value)), entities);
}
