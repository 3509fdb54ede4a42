using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class CorrectionTests
{
    [Theory]
    [InlineData(221, ColumnMode.Vocabulary, 20_000)]
    [InlineData(222, ColumnMode.Vocabulary, 60)]
    [InlineData(223, ColumnMode.Hashing, 500)]
    public void Correct_RandomRowsOfNaiveBayes_AnswersAsAStreamThatHadTheNewTargets(int seed, ColumnMode mode, int columns)
    {
        var config = Bookings with { Columns = new ColumnsConfig(mode, columns) };
        var random = new Random(seed);
        var (corrected, expected) = (new OnlineClassifier(config), new OnlineClassifier(config));
        var stream = BookingStream.Make(seed, rows: 300);
        var targets = new string[stream.Count];
        for (var i = 0; i < stream.Count; i++)
        {
            targets[i] = stream[i].Target;
            corrected.Learn(stream[i].Features, targets[i], entity: null);
            var row = random.Next(i + 1);
            var to = $"account {random.Next(60)}";
            if (random.Next(2) == 0 && to != targets[row])
            {
                corrected.Correct(stream[row].Features, targets[row], to, entity: null);
                targets[row] = to;
            }

            if (random.Next(40) == 0)
            {
                corrected = OnlineClassifier.Read(config, StateOf(corrected));
            }
        }

        for (var i = 0; i < stream.Count; i++)
        {
            expected.Learn(stream[i].Features, targets[i], entity: null);
        }

        Assert.Equal((expected.Observations, expected.CellCount, expected.ColumnCount), (corrected.Observations, corrected.CellCount, corrected.ColumnCount));
        foreach (var (features, _) in stream)
        {
            AssertSameAnswers(expected.Predict(features, entity: null, top: 1000), corrected.Predict(features, entity: null, top: 1000));
        }
    }

    [Fact]
    public void Correct_LastRowOfAClass_ClassIsNeverAnsweredAndScoredAsUnseen()
    {
        var classifier = new OnlineClassifier(Bookings);
        classifier.Learn("""{"text":"taxi"}"""u8, "wrong", entity: null);
        classifier.Learn("""{"text":"rent"}"""u8, "right", entity: null);
        classifier.Correct("""{"text":"taxi"}"""u8, "wrong", "right", entity: null);
        var metrics = new ProgressiveMetrics(1);

        Assert.Equal([new ScoredLabel("right", 1)], classifier.Predict("""{"text":"taxi"}"""u8, entity: null, top: 10));
        classifier.Learn("""{"text":"taxi"}"""u8, "wrong", entity: null, metrics);
        Assert.Equal(0, metrics.Overall.Accuracy3);
        Assert.Equal(2, classifier.Predict("""{"text":"taxi"}"""u8, entity: null, top: 10).Length);
    }

    [Fact]
    public void Correct_ToANewTarget_LearnsIt()
    {
        var classifier = new OnlineClassifier(Bookings);
        classifier.Learn("""{"text":"taxi"}"""u8, "a", entity: null);
        classifier.Learn("""{"text":"taxi"}"""u8, "a", entity: null);

        classifier.Correct("""{"text":"taxi"}"""u8, "a", "b", entity: null);

        Assert.True(classifier.Knows("b"));
        Assert.Equal(2, classifier.Observations);
        Assert.Equal(2, classifier.ClassCount);
    }

    [Fact]
    public void Correct_WhatCannotBe_ThrowsAndChangesNothing()
    {
        var classifier = new OnlineClassifier(Bookings with { MaxClasses = 2 });
        classifier.Learn("""{"text":"taxi"}"""u8, "a", entity: null);
        classifier.Learn("""{"text":"rent"}"""u8, "b", entity: null);
        var before = StateOf(classifier);

        Assert.Throws<InvalidOperationException>(() => classifier.Correct("""{"text":"taxi"}"""u8, "a", "c", entity: null));
        Assert.Throws<InvalidOperationException>(() => classifier.Correct("""{"text":"taxi"}"""u8, "b", "a", entity: null));
        Assert.Throws<ArgumentException>(() => classifier.Correct("""{"text":"taxi"}"""u8, "c", "a", entity: null));
        Assert.Throws<ArgumentException>(() => classifier.Correct("""{"text":"taxi"}"""u8, "a", "a", entity: null));
        Assert.Throws<ArgumentException>(() => classifier.Correct("""{"text":7}"""u8, "a", "b", entity: null));

        Assert.Equal(before, StateOf(classifier));
    }

    /// <summary>Equal but for the last bits: the sum over classes runs in the order of their first appearance.</summary>
    private static void AssertSameAnswers(ScoredLabel[] expected, ScoredLabel[] actual)
    {
        var probabilities = expected.ToDictionary(answer => answer.Label, answer => answer.Probability);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(actual, answer => Assert.Equal(probabilities[answer.Label], answer.Probability, tolerance: 1e-12));
    }
}
