namespace Berlin.Learning;

/// <summary>A weight and the sum of its squared gradients (AdaGrad); arithmetic is in float64, what is kept is float32.</summary>
internal struct Weight
{
    /// <summary>Sum of squares that a weight starts with, so that its first steps are not the largest whatever the gradient.</summary>
    private const float FirstSum = 0.1f;

    private float _sumOfSquares;

    public static Weight New => new() { _sumOfSquares = FirstSum };

    /// <summary>The weight.</summary>
    public float Value { get; private set; }

    /// <summary>One step against a gradient: the sum grows by its square, the weight falls by rate x gradient / square root of the sum.</summary>
    public void Step(double gradient, double rate)
    {
        var sum = _sumOfSquares + (gradient * gradient);
        _sumOfSquares = (float)Math.Min(sum, float.MaxValue);
        Value = (float)(Value - (rate * gradient / Math.Sqrt(sum)));
    }

    public readonly void Write(StateWriter writer)
    {
        writer.Single(Value);
        writer.Single(_sumOfSquares);
    }

    public static Weight Read(ref StateReader reader) => new()
    {
        Value = reader.Single(float.MinValue, "weight"),
        _sumOfSquares = reader.Single(FirstSum, "sum of squared gradients"),
    };
}
