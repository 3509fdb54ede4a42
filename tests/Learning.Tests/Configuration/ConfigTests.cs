using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class ConfigTests
{
    [Fact]
    public void Faults_GoodConfig_HasNone()
    {
        Assert.Empty(Bookings.Faults());
        Assert.Empty(Hashed.Faults());
    }

    [Fact]
    public void Faults_EverythingWrong_TellsAllWithMemberValueAndBound()
    {
        var config = new OnlineClassifierConfig
        {
            Features =
            [
                new TextFeature("", Words: null, Characters: null),
                new TextFeature("text", new NgramRange(0, 9), new NgramRange(3, 2)),
                new NumberFeature("text"),
                new CategoryFeature("linje\n"),
                new CategoryFeature(new string('f', 64)),
            ],
            Columns = new ColumnsConfig((ColumnMode)7, 0),
            Learner = new LearnerConfig("magic"),
            MaxClasses = 1,
        };

        Assert.Equal(
            [
                "features[0].field has 0 characters; it must have 1 to 63",
                "features[0] has neither ngrams nor character_ngrams; a text needs at least one",
                "features[1].ngrams[0] is 0; it must be 1 to 8",
                "features[1].ngrams[1] is 9; it must be 1 to 8",
                "features[1].character_ngrams is [3,2]; the first number must not be above the second",
                "features[2].field is \"text\", which is declared before; a field has one feature",
                "features[3].field holds a character that is not printable ASCII",
                "features[4].field has 64 characters; it must have 1 to 63",
                "columns.mode is 7; it must be vocabulary or hashing",
                "columns.max is 0; it must be 1 to 1048576",
                "learner.type is \"magic\"; it must be one of: multinomial-naive-bayes, softmax-regression",
                "max_classes is 1; it must be 2 to 65535",
            ],
            config.Faults());
    }

    [Fact]
    public void Faults_WrongSettings_NameSettingValueAndBound()
    {
        var learner = new LearnerConfig(LearnerTypes.MultinomialNaiveBayes, new Dictionary<string, double>
        {
            ["learning_rate"] = 2,
            ["entity_class_prior"] = 0,
            ["alpha"] = double.NaN,
        });

        Assert.Equal(
            [
                "learner.alpha is NaN; it must be 1E-10 to 1000",
                "learner.entity_class_prior is 0; it must be 0.001 to 1000000",
                "learner.learning_rate is not a setting of multinomial-naive-bayes; it has: alpha, entity_class_prior, entity_feature_prior",
            ],
            learner.Faults());
    }

    [Fact]
    public void EntitiesApart_FollowsTheLearner()
    {
        var softmax = Bookings with { Learner = new LearnerConfig(LearnerTypes.SoftmaxRegression), Entities = true };

        Assert.False(Bookings.EntitiesApart);
        Assert.True((Bookings with { Entities = true }).EntitiesApart);
        Assert.False(softmax.EntitiesApart);
        Assert.True(softmax.EntitiesWithin);
    }

    [Fact]
    public void WhatStateCannotFollow_EntitiesAndSettingsOfALearnerThatTheyShape_TellsThem()
    {
        var before = Bookings with { Learner = new LearnerConfig(LearnerTypes.SoftmaxRegression) };
        var after = before with
        {
            Learner = new LearnerConfig(LearnerTypes.SoftmaxRegression, new Dictionary<string, double> { ["learning_rate"] = 1, ["l2"] = 0 }),
            Entities = true,
        };

        Assert.Equal(
            ["learner.learning_rate: 2 -> 1", "entities: not learned -> learned"],
            ConfigChange.WhatStateCannotFollow(before, after, classesInUse: 0));
        Assert.Empty(ConfigChange.WhatStateCannotFollow(Bookings, Bookings with { Entities = true }, classesInUse: 0));
        Assert.NotEqual(ConfigFingerprint.Of(before), ConfigFingerprint.Of(after with { Entities = false }));
        Assert.NotEqual(ConfigFingerprint.Of(before), ConfigFingerprint.Of(before with { Entities = true }));
        Assert.Equal(ConfigFingerprint.Of(Bookings), ConfigFingerprint.Of(Bookings with { Entities = true }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Faults_NumberOfFeatures_IsBounded(int count)
    {
        var config = Bookings with { Features = [.. Enumerable.Range(0, count).Select(i => new NumberFeature($"n{i}"))] };

        Assert.Equal([$"features has {count} fields; it must have 1 to 64"], config.Faults());
    }

    [Fact]
    public void Constructor_FaultyConfig_Throws() =>
        Assert.Throws<ArgumentException>(() => new OnlineClassifier(Bookings with { MaxClasses = 0 }));

    [Fact]
    public void WhatStateCannotFollow_SmoothingAndRoomForClasses_IsNothing()
    {
        var to = Bookings with
        {
            Features = [.. Bookings.Features],
            Learner = NaiveBayes(alpha: 0.5),
            MaxClasses = 17,
        };

        Assert.Empty(ConfigChange.WhatStateCannotFollow(Bookings, to, classesInUse: 17));
    }

    [Fact]
    public void WhatStateCannotFollow_OtherFeaturesColumnsAndTooFewClasses_TellsEach()
    {
        var to = Bookings with
        {
            Features = [new TextFeature("text", new NgramRange(1, 3), Characters: null), new CategoryFeature("amount")],
            Columns = new ColumnsConfig(ColumnMode.Hashing, 4096),
            MaxClasses = 5,
        };

        Assert.Equal(
            [
                "features[0]: text text ngrams [1,2] character_ngrams none -> text text ngrams [1,3] character_ngrams none",
                "features[1]: number amount buckets log2 -> category amount",
                "features[2]: category card -> none",
                "columns: vocabulary 20000 -> hashing 4096",
                "max_classes: 1000 -> 5, but 6 classes are in use",
            ],
            ConfigChange.WhatStateCannotFollow(Bookings, to, classesInUse: 6));
    }

    [Fact]
    public void Fingerprint_WhatTheStateDependsOn_ChangesIt()
    {
        var own = ConfigFingerprint.Of(Bookings);

        Assert.Equal(own, ConfigFingerprint.Of(Bookings with { MaxClasses = 5, Learner = NaiveBayes(alpha: 3) }));
        Assert.NotEqual(own, ConfigFingerprint.Of(Hashed));
        Assert.NotEqual(own, ConfigFingerprint.Of(Bookings with { Features = [.. Bookings.Features.Reverse()] }));
        Assert.NotEqual(own, ConfigFingerprint.Of(Bookings with { Learner = Bookings.Learner with { Type = "other" } }));
        Assert.NotEqual(own, ConfigFingerprint.Of(Bookings with { Columns = Bookings.Columns with { Max = 19_999 } }));
    }
}
