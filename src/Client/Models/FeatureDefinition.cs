namespace Berlin.Client;

/// <summary>A field that the model reads.</summary>
public sealed record FeatureDefinition
{
    /// <summary>Name of the field in <c>features</c>.</summary>
    public required string Field { get; init; }

    /// <summary><c>text</c>, <c>category</c> or <c>number</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Text: smallest and largest run of words, each 1 to 5.</summary>
    public IReadOnlyList<int>? Ngrams { get; init; }

    /// <summary>Text: smallest and largest run of characters, each 1 to 8.</summary>
    public IReadOnlyList<int>? CharacterNgrams { get; init; }

    /// <summary>Number: how it becomes a column; <c>log2</c>.</summary>
    public string? Buckets { get; init; }
}
