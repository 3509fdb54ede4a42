namespace Berlin.Grains.Models;

/// <summary>What a user wrote about an online model: how features become columns, and what learns from them.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.model-definition")]
public sealed record ModelDefinition
{
    /// <summary>Kind of model; <c>online</c> learns here.</summary>
    [Id(0)]
    public required string Kind { get; init; }

    /// <summary>The learner and its settings.</summary>
    [Id(1)]
    public required LearnerDefinition Learner { get; init; }

    /// <summary>The declared fields, in order; 1 to 64.</summary>
    [Id(2)]
    public required FeatureDefinition[] Features { get; init; }

    /// <summary>Name of what is predicted (<c>account</c>); documentation for readers, 1-63 characters.</summary>
    [Id(3)]
    public required string Target { get; init; }

    /// <summary>How feature values become columns.</summary>
    [Id(4)]
    public required ColumnsDefinition Columns { get; init; }

    /// <summary>Most classes that may appear in the stream; 2 to 65,535.</summary>
    [Id(5)]
    public required int MaxClasses { get; init; }

    /// <summary>Observations in the sliding window of the progressive metrics; 1 to 1,000,000.</summary>
    [Id(6)]
    public required int MetricsWindow { get; init; }

    /// <summary>Whether each entity has a model of its own, which leans on the model as a whole.</summary>
    [Id(7)]
    public bool Entities { get; init; }

    /// <summary>How much of the stream is kept; null = all of it.</summary>
    [Id(8)]
    public RetentionDefinition? Retention { get; init; }
}

/// <summary>Bounds of a stream. It is trimmed to them, oldest first, when it exceeds one by a quarter.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.retention-definition")]
public sealed record RetentionDefinition
{
    /// <summary>Most observations; at least 1; null = no bound.</summary>
    [Id(0)]
    public long? MaxObservations { get; init; }

    /// <summary>Greatest age of an observation by its time, in days, 1 to 36,500; null = no bound.</summary>
    [Id(1)]
    public int? MaxAgeDays { get; init; }
}

/// <summary>A learner's type and settings.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.learner-definition")]
public sealed record LearnerDefinition
{
    /// <summary>Type, for example <c>multinomial-naive-bayes</c>.</summary>
    [Id(0)]
    public required string Type { get; init; }

    /// <summary>The type's settings, in the order in which the type declares them; one that is absent has its default.</summary>
    [Id(2)]
    public required LearnerSettingValue[] Settings { get; init; }
}

/// <summary>A learner's setting.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.learner-setting")]
public readonly record struct LearnerSettingValue
{
    /// <summary>Makes a setting.</summary>
    public LearnerSettingValue(string name, double value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>Name, for example <c>alpha</c>.</summary>
    [Id(0)]
    public string Name { get; init; }

    /// <summary>Value, in the bounds that the learner's type declares.</summary>
    [Id(1)]
    public double Value { get; init; }
}

/// <summary>One declared field of a model.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.feature-definition")]
public sealed record FeatureDefinition
{
    /// <summary>Name of the field in <c>features</c>; 1-63 printable ASCII characters.</summary>
    [Id(0)]
    public required string Field { get; init; }

    /// <summary><c>text</c>, <c>category</c> or <c>number</c>.</summary>
    [Id(1)]
    public required string Type { get; init; }

    /// <summary>For text: smallest and largest number of consecutive words in a column; null = none.</summary>
    [Id(2)]
    public int[]? Ngrams { get; init; }

    /// <summary>For text: smallest and largest number of consecutive characters within a word; null = none.</summary>
    [Id(3)]
    public int[]? CharacterNgrams { get; init; }

    /// <summary>For number: the bucketing, <c>log2</c>.</summary>
    [Id(4)]
    public string? Buckets { get; init; }
}

/// <summary>How feature values become columns.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.columns-definition")]
public sealed record ColumnsDefinition
{
    /// <summary><c>vocabulary</c> (grows to <see cref="Max"/>, then drops new values) or <c>hashing</c> (<see cref="Max"/> buckets).</summary>
    [Id(0)]
    public required string Mode { get; init; }

    /// <summary>Most columns; 1 to 1,048,576; default 20,000.</summary>
    [Id(1)]
    public required int Max { get; init; }
}
