using System.Globalization;
using System.Text.Json;
using Berlin.Learning.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var observations = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
var shape = new BenchShape(Columns: 20_000, Classes: 50, NonZeros: 20, Seed: 20_260, observations);
Console.WriteLine(
    $"{shape.Columns:N0} columns, {shape.Classes} classes, {shape.NonZeros} non-zeros a row, drawn evenly, seed {shape.Seed}; one row at a time, one thread\n");

// The first pass brings the code to its final compilation; the second is measured.
_ = new LearnerBench(shape with { Observations = 100_000 }).Run().Last();
var bench = new LearnerBench(shape);
List<LearnerRates> rates = [];
Console.WriteLine($"{"observations",14}{"learn/s",14}{"score + learn/s",18}{"predict/s",14}");
foreach (var step in bench.Run())
{
    rates.Add(step);
    Console.WriteLine($"{step.Observations,14:N0}{step.Learn,14:N0}{step.ScoreAndLearn,18:N0}{step.Predict,14:N0}");
}

var size = bench.Size();
Console.WriteLine($"\n{size.Cells:N0} cells: {size.MemoryBytesPerCell:F1} bytes each in memory, {size.FileBytesPerCell:F1} in the file");

var entities = MeasureEntities(Path.Combine("samples", "birmingham"));
var baseline = SklearnBaseline.Measure(shape, out var reason);
Console.WriteLine(baseline is null
    ? $"scikit-learn did not run ({reason}); no ratios"
    : $"scikit-learn {baseline.Sklearn}, numpy {baseline.Numpy}: learn {baseline.LearnPerSecond:N0}/s, score + learn "
        + $"{baseline.ProgressivePerSecond:N0}/s, predict {baseline.PredictPerSecond:N0}/s\n");

var verdicts = Judge(rates, size, baseline);
foreach (var verdict in verdicts)
{
    Console.WriteLine($"{(verdict.Holds ? "holds" : "MISSED"),-8}{verdict.What,-52}{verdict.Value,12:N1}   {verdict.Bound}");
}

Console.WriteLine("\n" + JsonSerializer.Serialize(new BenchReport(shape, rates, size, baseline, entities, verdicts), JsonSerializerOptions.Web));
return verdicts.All(verdict => verdict.Holds) ? 0 : 1;

static List<EntityCosts> MeasureEntities(string folder)
{
    if (!Directory.Exists(folder))
    {
        Console.WriteLine($"{folder}: no such folder; entity learners are not measured. Run from the repository's root.\n");
        return [];
    }

    var bench = new EntityBench(Booking.ReadFolder(folder));
    bench.Measure(rows: 100, learners: 200);
    Console.WriteLine($"\n{"rows of an entity",18}{"held bytes",12}{"told bytes",12}{"state bytes",13}{"cells",8}{"rebuild us",12}{"read us",10}{"evidence us",13}");
    List<EntityCosts> costs = [bench.Measure(10, 4_000), bench.Measure(100, 1_000), bench.Measure(1_000, 200)];
    foreach (var cost in costs)
    {
        Console.WriteLine(
            $"{cost.Rows,18:N0}{cost.HeldBytes,12:N0}{cost.MemoryBytes,12:N0}{cost.StateBytes,13:N0}{cost.Cells,8:N0}"
            + $"{cost.RebuildMicroseconds,12:N0}{cost.ReadMicroseconds,10:N0}{cost.EvidenceMicroseconds,13:N1}");
    }

    Console.WriteLine();
    return costs;
}

// The slowest step counts, not the best one.
static List<Verdict> Judge(List<LearnerRates> rates, StateSize size, BaselineRates? baseline)
{
    var slowest = rates.Min(step => step.Learn);
    List<Verdict> verdicts =
    [
        AtMost("bytes per cell in memory", size.MemoryBytesPerCell, 24),
        AtMost("bytes per cell in the file", size.FileBytesPerCell, 24),
        AtLeast("learning, last step / first step", rates[^1].Learn / rates[0].Learn, 0.5),
    ];
    if (baseline is not null)
    {
        verdicts.Add(AtLeast("learning / scikit-learn partial_fit", slowest / baseline.LearnPerSecond, 5_000));
        verdicts.Add(AtLeast("scoring + learning / scikit-learn partial_fit", rates.Min(step => step.ScoreAndLearn) / baseline.LearnPerSecond, 700));
        verdicts.Add(AtLeast("predicting / scikit-learn predict_log_proba", rates.Min(step => step.Predict) / baseline.PredictPerSecond, 50));
    }

    return verdicts;
}

static Verdict AtLeast(string what, double value, double bound) => new(what, value, $"at least {bound:N1}", value >= bound);

static Verdict AtMost(string what, double value, double bound) => new(what, value, $"at most {bound:N1}", value <= bound);
