namespace Berlin.Runtimes.Manifests;

/// <summary>How far a floating-point number may be from the expected one: <c>|actual - expected| &lt;= absolute + relative * |expected|</c>. Other datatypes must be equal.</summary>
/// <param name="Absolute">0 or more.</param>
/// <param name="Relative">0 or more.</param>
public readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <summary>Where a manifest says nothing.</summary>
    public static Tolerance Default { get; } = new(1e-6, 1e-6);

    /// <summary>Whether the number is near enough. NaN and the infinities are only near themselves.</summary>
    public bool Holds(double expected, double actual) =>
        expected.Equals(actual) || Math.Abs(actual - expected) <= Absolute + (Relative * Math.Abs(expected));
}
