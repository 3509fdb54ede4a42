using System.Text.Json;
using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class MixedPredictionTests
{
    private static readonly OnlineClassifierConfig Words = Bookings with
    {
        Features = [new TextFeature("text", new NgramRange(1, 1), Characters: null)],
        Entities = true,
    };

    /// <summary>The domain lags behind the entity now and then, rows are corrected, and words and classes appear all along.</summary>
    [Theory]
    [InlineData(201, 1.0, 2, 300)]
    [InlineData(202, 0.1, 0.001, 0.001)]
    [InlineData(203, 10.0, 1e6, 1e9)]
    [InlineData(204, 1.0, 20, 10)]
    public void Predict_RandomStream_EqualsTheSlowReference(int seed, double alpha, double classPrior, double featurePrior)
    {
        var config = With(alpha, classPrior, featurePrior);
        var random = new Random(seed);
        var (domain, entity) = (new OnlineClassifier(config), new EntityLearner(config));
        var reference = new DenseMixedNaiveBayes(alpha, classPrior, featurePrior);
        List<(string[] Row, string Target)> learned = [];
        for (var i = 0; i < 250; i++)
        {
            var (row, target) = (RandomRow(random), $"class {random.Next(2 + (i / 20))}");
            if (random.Next(4) > 0)
            {
                domain.Learn(Features(row), target, entity: null);
                reference.Domain.Add(row, target, 1);
            }

            if (random.Next(3) == 0)
            {
                entity.Learn(Features(row), target);
                reference.Entity.Add(row, target, 1);
                learned.Add((row, target));
            }

            if (learned.Count > 0 && random.Next(10) == 0)
            {
                var place = random.Next(learned.Count);
                var (corrected, from) = learned[place];
                var to = from == "class 0" ? "class 1" : "class 0";
                entity.Correct(Features(corrected), from, to);
                reference.Entity.Add(corrected, from, -1);
                reference.Entity.Add(corrected, to, 1);
                learned[place] = (corrected, to);
            }

            AssertEqual(reference, domain, entity, RandomRow(random));
        }
    }

    [Fact]
    public void Predict_EmptyEntity_AnswersAsTheDomain()
    {
        var domain = new OnlineClassifier(Words);
        BookingStream.Make(seed: 205, rows: 300).ForEach(row => domain.Learn(row.Features, row.Target, entity: null));
        var row = Features(["word7", "word12", "new"]);

        Assert.Equal(domain.Predict(row, entity: null, top: 50), domain.Predict(row, new EntityLearner(Words).Evidence(row), top: 50));
    }

    [Fact]
    public void Predict_BothEmpty_IsEmpty() =>
        Assert.Empty(new OnlineClassifier(Words).Predict("{}"u8, new EntityLearner(Words).Evidence("{}"u8), top: 3));

    [Fact]
    public void Predict_DomainThatLagsBehind_AnswersTheEntitysNewClass()
    {
        var (domain, entity) = (new OnlineClassifier(Words), new EntityLearner(Words));
        domain.Learn(Features(["rent"]), "2000", entity: null);
        for (var i = 0; i < 20; i++)
        {
            entity.Learn(Features(["taxi"]), "2770");
        }

        var answers = domain.Predict(Features(["taxi"]), entity.Evidence(Features(["taxi"])), top: 3);

        Assert.Equal(["2770", "2000"], answers.Select(answer => answer.Label));
        Assert.Equal(1, answers.Sum(answer => answer.Probability), precision: 12);
    }

    [Fact]
    public void Predict_EntityThatBooksOtherwise_AnswersItsWay()
    {
        var (domain, entity) = (new OnlineClassifier(Words), new EntityLearner(Words));
        for (var i = 0; i < 500; i++)
        {
            domain.Learn(Features([i % 2 == 0 ? "taxi" : "rent"]), i % 2 == 0 ? "2770" : "2000", entity: null);
        }

        for (var i = 0; i < 10; i++)
        {
            domain.Learn(Features(["taxi"]), "9999", "firm");
            entity.Learn(Features(["taxi"]), "9999");
        }

        var row = Features(["taxi"]);
        Assert.Equal("2770", domain.Predict(row, entity: null, top: 1)[0].Label);
        Assert.Equal("9999", domain.Predict(row, entity.Evidence(row), top: 1)[0].Label);
    }

    [Fact]
    public void Predict_CorrectedAwayInEntityAndDomain_IsNeverAnswered()
    {
        var (domain, entity) = (new OnlineClassifier(Words), new EntityLearner(Words));
        var row = Features(["taxi"]);
        domain.Learn(row, "wrong", entity: null);
        entity.Learn(row, "wrong");
        domain.Correct(row, "wrong", "right", entity: null);
        entity.Correct(row, "wrong", "right");

        Assert.Equal([new ScoredLabel("right", 1)], domain.Predict(row, entity.Evidence(row), top: 10));
    }

    [Fact]
    public void Predict_EvidenceOfOtherFeatures_LeavesThemOut()
    {
        var (domain, entity) = (new OnlineClassifier(Words), new EntityLearner(Words));
        domain.Learn(Features(["taxi"]), "a", entity: null);
        domain.Learn(Features(["rent"]), "b", entity: null);
        entity.Learn(Features(["rent"]), "b");

        var answers = domain.Predict(Features(["taxi"]), entity.Evidence(Features(["rent"])), top: 2);

        Assert.Equal(2, answers.Length);
    }

    [Fact]
    public void Predict_ModelWithoutEntities_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new OnlineClassifier(Bookings).Predict("{}"u8, EntityEvidence.None, top: 1));

    [Fact]
    public void Predict_TornEvidence_Throws()
    {
        var domain = new OnlineClassifier(Words);

        Assert.Throws<ArgumentException>(() => domain.Predict("{}"u8, new EntityEvidence(["a"], [1], [], [], [], []), top: 1));
        Assert.Throws<ArgumentException>(() => domain.Predict("{}"u8, new EntityEvidence(["a"], [1], [1], [5], [], [1]), top: 1));
        Assert.Throws<ArgumentException>(() => domain.Predict("{}"u8, new EntityEvidence(["a"], [1], [1], [5], [1], [1]), top: 1));
    }

    private static OnlineClassifierConfig With(double alpha, double classPrior, double featurePrior) => Words with
    {
        Learner = new LearnerConfig(LearnerTypes.MultinomialNaiveBayes, new Dictionary<string, double>
        {
            ["alpha"] = alpha,
            ["entity_class_prior"] = classPrior,
            ["entity_feature_prior"] = featurePrior,
        }),
    };

    private static byte[] Features(string[] row) => JsonSerializer.SerializeToUtf8Bytes(new { text = string.Join(' ', row) });

    private static string[] RandomRow(Random random) =>
        [.. Enumerable.Range(0, random.Next(6)).Select(_ => $"w{random.Next(1 + random.Next(30))}")];

    private static void AssertEqual(DenseMixedNaiveBayes reference, OnlineClassifier domain, EntityLearner entity, string[] row)
    {
        var answers = domain.Predict(Features(row), entity.Evidence(Features(row)), top: 1000);
        if (answers.Length == 0)
        {
            Assert.Equal(0, domain.Observations + entity.Observations);
            return;
        }

        var expected = reference.Probabilities(row);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), answers.Select(answer => answer.Label).Order(StringComparer.Ordinal));
        Assert.All(answers, answer => Assert.Equal(expected[answer.Label], answer.Probability, tolerance: 1e-9));
    }
}
