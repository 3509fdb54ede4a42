using Berlin.Grains;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Workload;

/// <summary>One model of the workload: its definition as users write it, and the same as the learner's configuration.</summary>
internal sealed class ModelPlan
{
    private ModelPlan(StreamKey stream, string learner, bool hasEntities, bool isHashed)
    {
        Stream = stream;
        HasEntities = hasEntities;
        Definition = new ModelDefinition
        {
            Kind = "online",
            Learner = new LearnerDefinition { Type = learner, Settings = [] },
            Features =
            [
                new FeatureDefinition { Field = "text", Type = "text", Ngrams = [1, 1] },
                new FeatureDefinition { Field = "vendor", Type = "category" },
            ],
            Target = "account",
            Columns = new ColumnsDefinition { Mode = isHashed ? "hashing" : "vocabulary", Max = 64 },
            MaxClasses = 16,
            MetricsWindow = 50,
            Entities = hasEntities,
        };
        Config = new OnlineClassifierConfig
        {
            Features = [new TextFeature("text", new NgramRange(1, 1), null), new CategoryFeature("vendor")],
            Columns = new ColumnsConfig(isHashed ? ColumnMode.Hashing : ColumnMode.Vocabulary, 64),
            Learner = new LearnerConfig(learner),
            MaxClasses = 16,
            Entities = hasEntities,
        };
    }

    /// <summary>The models of every run: two tenants, both learners, with entities and without.</summary>
    public static IReadOnlyList<ModelPlan> All { get; } =
    [
        new(new StreamKey("acme", "accounts"), LearnerTypes.MultinomialNaiveBayes, hasEntities: false, isHashed: false),
        new(new StreamKey("acme", "mixed"), LearnerTypes.MultinomialNaiveBayes, hasEntities: true, isHashed: false),
        new(new StreamKey("acme", "softmax"), LearnerTypes.SoftmaxRegression, hasEntities: false, isHashed: true),
        new(new StreamKey("globex", "accounts"), LearnerTypes.MultinomialNaiveBayes, hasEntities: false, isHashed: true),
        new(new StreamKey("globex", "tags"), LearnerTypes.SoftmaxRegression, hasEntities: true, isHashed: false),
    ];

    public StreamKey Stream { get; }

    public bool HasEntities { get; }

    public ModelDefinition Definition { get; }

    public OnlineClassifierConfig Config { get; }

    /// <summary>Key of its grains, and of its place.</summary>
    public string Key => Names.ModelKey(Stream.Tenant, Stream.Model);

    public override string ToString() => Key;
}
