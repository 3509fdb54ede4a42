using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class OnlineClassifierTests
{
    [Fact]
    public void Predict_BeforeTheFirstObservation_IsEmpty()
    {
        var classifier = new OnlineClassifier(Bookings);

        Assert.Empty(classifier.Predict(Utf8("""{"text":"taxi"}"""), entity: null, top: 3));
    }

    [Fact]
    public void Predict_AfterAFewBookings_RanksTheAccountOfTheSameWords()
    {
        var classifier = Learned();

        var answers = classifier.Predict(Utf8("""{"text":"Taxi, to the conference!","amount":120}"""), entity: null, top: 2);

        Assert.Equal("2770", answers[0].Label);
        Assert.Equal(2, answers.Length);
        Assert.True(answers[0].Probability > answers[1].Probability);
    }

    [Fact]
    public void Predict_AllClasses_SumsToOne()
    {
        var answers = Learned().Predict(Utf8("""{"text":"flower shop","card":7}"""), entity: null, top: 100);

        Assert.Equal(3, answers.Length);
        Assert.Equal(1, answers.Sum(answer => answer.Probability), precision: 12);
    }

    [Fact]
    public void Predict_EqualScores_RanksTheClassSeenFirstFirst()
    {
        var classifier = new OnlineClassifier(Bookings);
        foreach (var target in new[] { "c", "a", "b", "d" })
        {
            classifier.Learn("{}"u8, target, entity: null);
        }

        Assert.Equal(["c", "a", "b"], classifier.Predict("{}"u8, entity: null, top: 3).Select(answer => answer.Label));
    }

    [Fact]
    public void Learn_WithMetrics_ScoresBeforeItLearns()
    {
        var classifier = new OnlineClassifier(Bookings);
        var metrics = new ProgressiveMetrics(window: 2);

        classifier.Learn(Utf8("""{"text":"taxi"}"""), "2770", entity: null, metrics);
        classifier.Learn(Utf8("""{"text":"taxi"}"""), "2770", entity: null, metrics);
        classifier.Learn(Utf8("""{"text":"flowers"}"""), "2790", entity: null, metrics);

        Assert.Equal(3, metrics.Overall.Count);
        Assert.Equal(1.0 / 3, metrics.Overall.Accuracy1, precision: 12);
        Assert.Equal(0.5, metrics.Window.Accuracy3, precision: 12);
        Assert.Equal(2 * -Math.Log(1e-15) / 3, metrics.Overall.LogLoss, tolerance: 1e-9);
    }

    [Fact]
    public void Learn_WithAndWithoutMetrics_GivesTheSameState()
    {
        var scored = new OnlineClassifier(Bookings);
        var metrics = new ProgressiveMetrics(window: 10);
        foreach (var (features, target) in Bookings3)
        {
            scored.Learn(Utf8(features), target, entity: null, metrics);
        }

        Assert.Equal(StateOf(Learned()), StateOf(scored));
    }

    [Theory]
    [InlineData(111, ColumnMode.Vocabulary, LearnerTypes.MultinomialNaiveBayes)]
    [InlineData(112, ColumnMode.Hashing, LearnerTypes.MultinomialNaiveBayes)]
    [InlineData(113, ColumnMode.Vocabulary, LearnerTypes.SoftmaxRegression)]
    [InlineData(114, ColumnMode.Hashing, LearnerTypes.SoftmaxRegression)]
    public void Learn_WithMetrics_ScoresWhatPredictAnswersBefore(int seed, ColumnMode mode, string type)
    {
        var classifier = new OnlineClassifier(
            Bookings with { Columns = new ColumnsConfig(mode, 300), Learner = new LearnerConfig(type), Entities = true });
        var metrics = new ProgressiveMetrics(window: 100);
        var (first, firstThree, loss) = (0, 0, 0.0);
        var stream = BookingStream.Make(seed, rows: 600);
        foreach (var (features, target) in stream)
        {
            var entity = BookingStream.EntityOf(features);
            var answers = classifier.Predict(features, entity, top: 1000);
            var rank = Array.FindIndex(answers, answer => answer.Label == target);
            first += rank == 0 ? 1 : 0;
            firstThree += rank is >= 0 and < 3 ? 1 : 0;
            loss -= Math.Log(Math.Max(rank < 0 ? 0 : answers[rank].Probability, 1e-15));
            classifier.Learn(features, target, entity, metrics);
        }

        Assert.Equal((double)first / stream.Count, metrics.Overall.Accuracy1, precision: 12);
        Assert.Equal((double)firstThree / stream.Count, metrics.Overall.Accuracy3, precision: 12);
        Assert.Equal(loss / stream.Count, metrics.Overall.LogLoss, tolerance: 1e-9);
    }

    [Fact]
    public void Learn_FeaturesWithAFault_ThrowsAndChangesNothing()
    {
        var classifier = Learned();
        var before = StateOf(classifier);

        var fault = Assert.Throws<ArgumentException>(() => classifier.Learn(Utf8("""{"text":"new words","amount":"12"}"""), "2770", entity: null));

        Assert.Contains("amount: must be a number; it is a string", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, StateOf(classifier));
    }

    [Fact]
    public void Learn_NewTargetWhenAllClassesAreTaken_ThrowsAndChangesNothing()
    {
        var classifier = new OnlineClassifier(Bookings with { MaxClasses = 2 });
        classifier.Learn("{}"u8, "a", entity: null);
        classifier.Learn("{}"u8, "b", entity: null);
        var before = StateOf(classifier);

        Assert.Throws<InvalidOperationException>(() => classifier.Learn(Utf8("""{"text":"new words"}"""), "c", entity: null));

        Assert.Equal(before, StateOf(classifier));
        Assert.False(classifier.Knows("c"));
        Assert.True(classifier.Knows("b"));
    }

    [Fact]
    public void Learn_TargetThatStateCannotHold_Throws()
    {
        // Lone surrogates cannot be written in attributes.
        foreach (var target in new[] { "", "a\ud800", "\udc00\ud800", new string('x', 1025) })
        {
            Assert.Throws<ArgumentException>(() => new OnlineClassifier(Bookings).Learn("{}"u8, target, entity: null));
        }
    }

    [Fact]
    public void Learn_VocabularyIsFull_DropsNewValuesAndGoesOn()
    {
        var classifier = new OnlineClassifier(Bookings with { Columns = new ColumnsConfig(ColumnMode.Vocabulary, 2) });

        classifier.Learn(Utf8("""{"text":"one two three"}"""), "a", entity: null);
        classifier.Learn(Utf8("""{"text":"four"}"""), "b", entity: null);

        Assert.Equal(2, classifier.ColumnCount);
        Assert.Equal(2, classifier.Observations);
        Assert.Equal(0.5, classifier.Predict(Utf8("""{"text":"four"}"""), entity: null, top: 1)[0].Probability, precision: 12);
    }

    [Fact]
    public void Reconfigure_OtherSmoothing_PredictsAsIfLearnedWithIt()
    {
        var smoothed = Bookings with { Learner = NaiveBayes(alpha: 0.1), MaxClasses = 2000 };
        var expected = new OnlineClassifier(smoothed);
        foreach (var (features, target) in Bookings3)
        {
            expected.Learn(Utf8(features), target, entity: null);
        }

        var classifier = Learned();
        classifier.Reconfigure(smoothed);

        var row = Utf8("""{"text":"taxi to dinner","amount":-3}""");
        Assert.Equal(expected.Predict(row, entity: null, top: 3), classifier.Predict(row, entity: null, top: 3));
        Assert.Equal(StateOf(expected), StateOf(classifier));
    }

    [Fact]
    public void Reconfigure_OtherColumns_ThrowsAndChangesNothing()
    {
        var classifier = Learned();

        Assert.Throws<ArgumentException>(() => classifier.Reconfigure(Hashed));

        Assert.Same(Bookings, classifier.Config);
    }

    private static readonly (string Features, string Target)[] Bookings3 =
    [
        ("""{"text":"taxi to conference","amount":100}""", "2770"),
        ("""{"text":"dinner conference","amount":900,"card":7}""", "2790"),
        ("""{"text":"flowers","amount":-30}""", "3000"),
        ("""{"text":"taxi to airport","amount":110,"card":null,"unknown":{"deep":[1]}}""", "2770"),
    ];

    private static OnlineClassifier Learned()
    {
        var classifier = new OnlineClassifier(Bookings);
        foreach (var (features, target) in Bookings3)
        {
            classifier.Learn(Utf8(features), target, entity: null);
        }

        return classifier;
    }
}
