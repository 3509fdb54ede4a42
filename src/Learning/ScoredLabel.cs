namespace Berlin.Learning;

/// <summary>A class and its probability.</summary>
/// <param name="Label">The class, as observed in targets.</param>
/// <param name="Probability">Posterior probability, 0 to 1; over all classes of a row they sum to 1.</param>
public readonly record struct ScoredLabel(string Label, double Probability);
