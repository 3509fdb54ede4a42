namespace Berlin.Learning;

/// <summary>How far a step against a gradient goes.</summary>
/// <param name="Rate">Length of a step whose gradient is all there was so far.</param>
/// <param name="Penalty">Share of the weight that is added to its gradient (L2).</param>
internal readonly record struct GradientStep(double Rate, double Penalty)
{
    /// <summary>Makes the step.</summary>
    public void Make(ref Weight weight, double gradient) => weight.Step(gradient + (Penalty * weight.Value), Rate);
}
