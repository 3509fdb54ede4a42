using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Berlin.Learning;
using Berlin.Learning.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = args.Length > 0 ? args[0] : Path.Combine("samples", "birmingham");
var rows = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60_000;
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"{folder}: no such folder. Usage: accuracy [folder with CSV files] [rows]; run from the repository's root.");
    return 2;
}

var bookings = Booking.ReadFolder(folder).Take(rows).ToList();
Console.WriteLine($"{bookings.Count:N0} bookings in order of date, {bookings.Select(booking => booking.Account).Distinct().Count()} accounts; predicted, then learned, one at a time\n");
Console.WriteLine($"{"learner",-26}{"alpha",7}{"columns",20}{"top 1",8}{"top 3",8}{"log loss",10}{"in use",9}{"bytes/cell",12}{"file",7}{"rows/s",10}");

List<object> results = [];
foreach (var mode in Enum.GetValues<ColumnMode>())
{
    foreach (var type in LearnerTypes.All)
    {
        foreach (var alpha in new[] { 1, 0.1 })
        {
            results.Add(Run(new OnlineClassifierConfig
            {
                Features = [new TextFeature("text", new NgramRange(1, 2), Characters: null), new NumberFeature("amount")],
                Columns = new ColumnsConfig(mode, ColumnsConfig.DefaultMax),
                Learner = new LearnerConfig(type, new Dictionary<string, double> { ["alpha"] = alpha }),
                MaxClasses = 1_000,
            }));
        }
    }
}

Console.WriteLine("\n" + JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
return 0;

object Run(OnlineClassifierConfig config)
{
    var classifier = new OnlineClassifier(config);
    var metrics = new ProgressiveMetrics(window: 10_000);
    var watch = Stopwatch.StartNew();
    foreach (var booking in bookings)
    {
        classifier.Learn(booking.Features, booking.Account, entity: null, metrics);
    }

    var perSecond = bookings.Count / watch.Elapsed.TotalSeconds;
    var state = new ArrayBufferWriter<byte>();
    classifier.Write(state);
    var (overall, cells) = (metrics.Overall, (double)classifier.CellCount);
    var columns = $"{config.Columns.Mode} {config.Columns.Max:N0}".ToLowerInvariant();
    Console.WriteLine(
        $"{config.Learner.Type,-26}{config.Learner.Settings["alpha"],7}{columns,20}{overall.Accuracy1,8:F4}{overall.Accuracy3,8:F4}{overall.LogLoss,10:F4}"
        + $"{classifier.ColumnCount,9:N0}{classifier.MemoryBytes / cells,12:F1}{state.WrittenCount / cells,7:F1}{perSecond,10:N0}");
    return new { config.Learner, columns, overall, window = metrics.Window, classifier.MemoryBytes, stateBytes = state.WrittenCount, cells, perSecond };
}
