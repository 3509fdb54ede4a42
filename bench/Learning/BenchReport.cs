namespace Berlin.Learning.Bench;

/// <summary>Rows per second around a number of observations.</summary>
internal sealed record LearnerRates(long Observations, double Learn, double ScoreAndLearn, double Predict);

/// <summary>Counted cells, and bytes for each.</summary>
internal sealed record StateSize(long Cells, double MemoryBytesPerCell, double FileBytesPerCell);

/// <summary>What scikit-learn does per second on the same shape, as its script prints it.</summary>
internal sealed record BaselineRates(string Sklearn, string Numpy, double LearnPerSecond, double ProgressivePerSecond, double PredictPerSecond);

/// <summary>A figure and the bound it is judged by.</summary>
internal sealed record Verdict(string What, double Value, string Bound, bool Holds);

/// <summary>All that one run found.</summary>
internal sealed record BenchReport(
    BenchShape Shape, IReadOnlyList<LearnerRates> Rates, StateSize Size, BaselineRates? Baseline, IReadOnlyList<EntityCosts> Entities, IReadOnlyList<Verdict> Verdicts);
