namespace Berlin.Bench.Entities;

/// <summary>Some percentiles of a figure.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double Max)
{
    public static Percentiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Percentiles(At(0.5), At(0.9), At(0.99), sorted[^1]);

        double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }

    public override string ToString() => FormattableString.Invariant($"p50 {P50:0.##}  p90 {P90:0.##}  p99 {P99:0.##}  max {Max:0.##}");
}
