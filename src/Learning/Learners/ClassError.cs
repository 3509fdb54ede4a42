namespace Berlin.Learning;

/// <summary>How far off the probability of a class is for a row.</summary>
/// <param name="ClassId">The class.</param>
/// <param name="Error">Its probability, less 1 where it is the row's class: -1 to 1.</param>
internal readonly record struct ClassError(int ClassId, double Error)
{
    /// <summary>Below it a class takes no part in the step.</summary>
    private const double Smallest = 0.01;

    /// <summary>From it on a class gets weights that it has not yet.</summary>
    private const double Large = 0.1;

    public bool IsNegligible => Math.Abs(Error) < Smallest;

    public bool IsLarge => Math.Abs(Error) >= Large;
}
