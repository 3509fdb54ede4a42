using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Scoring;

/// <summary>What is to be scored, and how it is read and written.</summary>
/// <param name="ModelKey">Grain key of the model.</param>
/// <param name="Definition">The model's definition, whose fields name columns.</param>
/// <param name="Input">How rows are read.</param>
/// <param name="Output">How they are answered.</param>
/// <param name="Top">Most classes per row.</param>
/// <param name="Entity">Whose own model answers for rows that name none, or null.</param>
internal sealed record ScoringPlan(string ModelKey, ModelDefinition Definition, RowFormat Input, RowFormat Output, int Top, string? Entity);
