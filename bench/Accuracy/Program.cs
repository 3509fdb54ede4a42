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
var accounts = bookings.Select(booking => booking.Account).Distinct().Count();
var cards = bookings.Select(booking => booking.Card).Distinct().Count();
Console.WriteLine($"{bookings.Count:N0} bookings in order of date, {accounts} accounts, {cards:N0} cards; predicted, then learned, one at a time\n");
Console.WriteLine(
    $"{"learner",-26}{"settings",-14}{"entities",-10}{"columns",-20}{"top 1",8}{"top 3",8}{"log loss",10}{"ECE",8}"
    + $"{"cells",11}{"bytes/cell",12}{"file",7}{"rows/s",10}");

List<AccuracyRun> runs = [];
foreach (var mode in Enum.GetValues<ColumnMode>())
{
    Run(LearnerTypes.MultinomialNaiveBayes, mode, entities: false);
    Run(LearnerTypes.MultinomialNaiveBayes, mode, entities: false, ("alpha", 0.1));
    Run(LearnerTypes.MultinomialNaiveBayes, mode, entities: true);
    Run(LearnerTypes.SoftmaxRegression, mode, entities: false);
    Run(LearnerTypes.SoftmaxRegression, mode, entities: true);
}

Console.WriteLine("\n" + JsonSerializer.Serialize(runs, JsonSerializerOptions.Web));
return 0;

void Run(string type, ColumnMode mode, bool entities, params (string Name, double Value)[] settings)
{
    var run = AccuracyRun.Of(
        new OnlineClassifierConfig
        {
            Features = [new TextFeature("text", new NgramRange(1, 2), Characters: null), new NumberFeature("amount")],
            Columns = new ColumnsConfig(mode, ColumnsConfig.DefaultMax),
            Learner = new LearnerConfig(type, settings.ToDictionary(setting => setting.Name, setting => setting.Value)),
            MaxClasses = 1_000,
            Entities = entities,
        },
        bookings);
    runs.Add(run);
    var told = string.Join(' ', settings.Select(setting => $"{setting.Name} {setting.Value}"));
    var (overall, cells) = (run.Overall, (double)run.Cells);
    Console.WriteLine(
        $"{type,-26}{told,-14}{run.Entities,-10}{run.Columns,-20}{overall.Accuracy1,8:F4}{overall.Accuracy3,8:F4}{overall.LogLoss,10:F4}{overall.CalibrationError,8:F4}"
        + $"{cells,11:N0}{run.MemoryBytes / cells,12:F1}{run.StateBytes / cells,7:F1}{run.RowsPerSecond,10:N0}");
}
