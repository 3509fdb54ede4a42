namespace Berlin.Learning.Bench;

/// <summary>What is measured: the shape of the stream and how long it is.</summary>
internal sealed record BenchShape(int Columns, int Classes, int NonZeros, int Seed, long Observations)
{
    /// <summary>Rows that are made at once, outside the measured time.</summary>
    public int BatchRows => 10_000;

    /// <summary>Rows that scoring and predicting are measured on.</summary>
    public int ScoredRows => 100_000;
}
