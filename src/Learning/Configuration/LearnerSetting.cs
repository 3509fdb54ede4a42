namespace Berlin.Learning;

/// <summary>A number that a learner can be given.</summary>
/// <param name="Name">Its name in a definition, in snake_case.</param>
/// <param name="Default">Its value where a definition does not tell one.</param>
/// <param name="Smallest">Smallest value that is taken.</param>
/// <param name="Largest">Largest value that is taken.</param>
/// <param name="Meaning">What it does, in half a sentence.</param>
/// <param name="ShapesState">Whether what was learned under one value cannot go on under another.</param>
public sealed record LearnerSetting(string Name, double Default, double Smallest, double Largest, string Meaning, bool ShapesState = false)
{
    /// <summary>Tells what is wrong with a value, or null.</summary>
    internal string? FaultOf(double value) => value >= Smallest && value <= Largest
        ? null
        : $"learner.{Name} is {value}; it must be {Smallest} to {Largest}";
}
