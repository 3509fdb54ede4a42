using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class ProgressiveMetricsTests
{
    [Fact]
    public void Summary_NothingScored_IsZero()
    {
        Assert.Equal(default, new ProgressiveMetrics(1).Overall);
        Assert.Equal(default, new ProgressiveMetrics(1).Window);
    }

    [Theory]
    [InlineData(71, 1)]
    [InlineData(72, 7)]
    [InlineData(73, 64)]
    [InlineData(74, 100)]
    [InlineData(75, 5_000)]
    public void Add_RandomOutcomes_EqualsARecount(int seed, int window)
    {
        var random = new Random(seed);
        var metrics = new ProgressiveMetrics(window);
        List<(int Rank, double Loss, double Confidence)> outcomes = [];
        for (var i = 0; i < 1_000; i++)
        {
            outcomes.Add(AddRandom(random, metrics));
            AssertEqual(outcomes, metrics.Overall);
            AssertEqual([.. outcomes.TakeLast(window)], metrics.Window);
        }
    }

    [Theory]
    [InlineData(76)]
    [InlineData(77)]
    public void Resize_AtRandomTimes_KeepsTheNewestThatFit(int seed)
    {
        var random = new Random(seed);
        var window = 50;
        var metrics = new ProgressiveMetrics(window);
        List<(int Rank, double Loss, double Confidence)> kept = [];
        for (var i = 0; i < 2_000; i++)
        {
            kept = [.. kept.Append(AddRandom(random, metrics)).TakeLast(window)];
            if (random.Next(50) == 0)
            {
                window = random.Next(1, 300);
                metrics.Resize(window);
                kept = [.. kept.TakeLast(window)];
            }

            AssertEqual(kept, metrics.Window);
        }

        Assert.Equal(2_000, metrics.Overall.Count);
    }

    [Theory]
    [InlineData(78)]
    [InlineData(79)]
    public void Read_InTheMiddle_GoesOnAsIfNothingHappened(int seed)
    {
        var through = new ProgressiveMetrics(100);
        var resumed = new ProgressiveMetrics(100);
        var (first, second) = (new Random(seed), new Random(seed));
        for (var i = 0; i < 500; i++)
        {
            AddRandom(first, through);
            AddRandom(second, resumed);
            if (i % 90 == 17)
            {
                resumed = ProgressiveMetrics.Read(StateOf(resumed));
            }
        }

        Assert.Equal(StateOf(through), StateOf(resumed));
        Assert.Equal(through.Window, resumed.Window);
        Assert.Equal(through.Overall, resumed.Overall);
        Assert.Equal(100, resumed.WindowLength);
    }

    [Fact]
    public void Window_AfterAMillionSlides_HoldsExactlyWhatANewOneWould()
    {
        var (old, fresh) = (new ProgressiveMetrics(10), new ProgressiveMetrics(10));
        var random = new Random(80);
        for (var i = 0; i < 1_000_000; i++)
        {
            old.Add(random.Next(5), -random.NextDouble(), random.NextDouble());
        }

        for (var i = 0; i < 10; i++)
        {
            var probability = -random.NextDouble();
            old.Add(1, probability, confidence: 0.5);
            fresh.Add(1, probability, confidence: 0.5);
        }

        Assert.Equal(fresh.Window, old.Window);
    }

    [Fact]
    public void Add_ProbabilitiesAtTheEnds_AreClipped()
    {
        var metrics = new ProgressiveMetrics(1);

        metrics.Add(0, 1e-17, 1 + 1e-15);
        Assert.Equal(0, metrics.Window.LogLoss);

        metrics.Add(0, double.NegativeInfinity, 0);
        Assert.Equal(-Math.Log(1e-15), metrics.Window.LogLoss, tolerance: 1e-9);
    }

    [Fact]
    public void Read_DamagedAnywhere_Throws()
    {
        var metrics = new ProgressiveMetrics(10);
        var random = new Random(81);
        for (var i = 0; i < 20; i++)
        {
            AddRandom(random, metrics);
        }

        var state = StateOf(metrics);
        for (var i = 0; i < state.Length; i++)
        {
            var damaged = state.ToArray();
            damaged[i] ^= (byte)(1 << random.Next(8));
            Assert.Throws<LearnerStateException>(() => ProgressiveMetrics.Read(damaged));
            Assert.Throws<LearnerStateException>(() => ProgressiveMetrics.Read(state.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Read_BytesOfAClassifier_TellsTheKind()
    {
        var fault = Assert.Throws<LearnerStateException>(() => ProgressiveMetrics.Read(StateOf(new OnlineClassifier(Bookings))));

        Assert.Contains("progressive metrics start with", fault.Message, StringComparison.Ordinal);
    }

    private static (int Rank, double Loss, double Confidence) AddRandom(Random random, ProgressiveMetrics metrics)
    {
        var confidence = random.Next(10) == 0 ? random.Next(2) : random.NextDouble();
        if (random.Next(20) == 0)
        {
            metrics.AddUnseen(confidence);
            return (int.MaxValue, -Math.Log(1e-15), confidence);
        }

        var (rank, logProbability) = (random.Next(6), -50 * Math.Pow(random.NextDouble(), 4));
        metrics.Add(rank, logProbability, confidence);
        return (rank, Math.Min(-logProbability, -Math.Log(1e-15)), confidence);
    }

    private static void AssertEqual(List<(int Rank, double Loss, double Confidence)> outcomes, MetricsSummary summary)
    {
        Assert.Equal(outcomes.Count, summary.Count);
        Assert.Equal(outcomes.Average(outcome => outcome.Rank == 0 ? 1.0 : 0), summary.Accuracy1, tolerance: 1e-12);
        Assert.Equal(outcomes.Average(outcome => outcome.Rank < 3 ? 1.0 : 0), summary.Accuracy3, tolerance: 1e-12);
        Assert.Equal(outcomes.Average(outcome => outcome.Loss), summary.LogLoss, tolerance: 1e-9);
        Assert.Equal(CalibrationError(outcomes), summary.CalibrationError, tolerance: 1e-6);
    }

    /// <summary>The definition, over bins [0, 1/15), [1/15, 2/15) ... [14/15, 1].</summary>
    private static double CalibrationError(List<(int Rank, double Loss, double Confidence)> outcomes) => outcomes
        .GroupBy(outcome => Math.Min(14, (int)(outcome.Confidence * 15)))
        .Sum(bin => Math.Abs(bin.Average(outcome => outcome.Rank == 0 ? 1.0 : 0) - bin.Average(outcome => outcome.Confidence)) * bin.Count() / outcomes.Count);
}
