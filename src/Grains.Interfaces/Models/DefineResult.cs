namespace Berlin.Grains.Models;

/// <summary>Outcome of defining a model.</summary>
[GenerateSerializer]
[Immutable]
[Alias("berlin.define-result")]
public sealed record DefineResult
{
    /// <summary>Whether the model is new.</summary>
    [Id(0)]
    public required bool Created { get; init; }

    /// <summary>The model as it is now.</summary>
    [Id(1)]
    public required ModelDescription Model { get; init; }
}
