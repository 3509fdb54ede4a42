namespace Berlin.Client;

/// <summary>How an online model learns. Members left null take the server's defaults.</summary>
public sealed record ModelDefinition
{
    /// <summary>Kind of model: <c>online</c>.</summary>
    public string Kind { get; init; } = "online";

    /// <summary>What learns.</summary>
    public LearnerDefinition Learner { get; init; } = new();

    /// <summary>The declared fields, at least one.</summary>
    public required IReadOnlyList<FeatureDefinition> Features { get; init; }

    /// <summary>Name of what is predicted, for example <c>account</c>.</summary>
    public required string Target { get; init; }

    /// <summary>How features become columns.</summary>
    public ColumnsDefinition? Columns { get; init; }

    /// <summary>Most classes that the model keeps; a target beyond it is refused.</summary>
    public int? MaxClasses { get; init; }

    /// <summary>Observations in the sliding window of the progressive metrics.</summary>
    public int? MetricsWindow { get; init; }

    /// <summary>Whether each entity has a model of its own, which leans on the model as a whole.</summary>
    public bool? Entities { get; init; }

    /// <summary>How much of the stream is kept; null = all of it.</summary>
    public RetentionDefinition? Retention { get; init; }
}
