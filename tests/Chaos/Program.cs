using System.CommandLine;
using System.Globalization;
using Berlin.Chaos.Campaign;
using Berlin.Chaos.Faults;
using Berlin.Testing.Postgres;

const int NotClean = 1;
const int Missing = 69;

var minutes = new Option<double>("--minutes") { Description = "How long faults are made.", HelpName = "M", DefaultValueFactory = _ => 10 };
var seed = new Option<int?>("--seed") { Description = "Decides which faults in which order, and what each draws; told at the start where it is not given.", HelpName = "S" };
var names = new Option<string>("--faults") { Description = "Names of faults, or beginnings of names with '*', with commas between; all unless told.", HelpName = "a,b", DefaultValueFactory = _ => "" };
var count = new Option<int>("--count") { Description = "Most faults.", HelpName = "N", DefaultValueFactory = _ => int.MaxValue };
var report = new Option<string?>("--report") { Description = "File that the result is written to, as Markdown.", HelpName = "FILE" };
var keep = new Option<bool>("--keep-logs") { Description = "Keep the logs of the processes and the file of all calls, also where nothing was found." };
var list = new Option<bool>("--list") { Description = "Tell the names of all faults, and make none." };
names.Validators.Add(result =>
{
    try
    {
        FaultCatalogue.Select(NamesOf(result.GetValue(names)!));
    }
    catch (FormatException exception)
    {
        result.AddError(exception.Message);
    }
});

var root = new RootCommand("Makes faults on a cluster of real processes under load, and says what they broke.") { minutes, seed, names, count, report, keep, list };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(list))
    {
        Console.WriteLine(string.Join('\n', FaultCatalogue.Names));
        return 0;
    }

    var options = new CampaignOptions(
        TimeSpan.FromMinutes(parsed.GetValue(minutes)),
        parsed.GetValue(seed) ?? Environment.TickCount,
        NamesOf(parsed.GetValue(names)!),
        parsed.GetValue(count),
        parsed.GetValue(report),
        parsed.GetValue(keep));
    try
    {
        var result = await new CampaignRun(options, Console.Out).RunAsync(cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Faults.Count} faults in {result.Length.TotalMinutes:F1} minutes; predictions: {result.Predictions}"));
        Console.WriteLine($"observations: {result.Observations}");
        Console.WriteLine($"oracle: {result.Verdict}");
        Console.WriteLine(result.IsClean ? "clean" : "NOT CLEAN");
        if (options.Report is { } file)
        {
            await CampaignReport.WriteAsync(file, result);
        }

        return result.IsClean ? 0 : NotClean;
    }
    catch (PostgresMissingException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return Missing;
    }
});
return await root.Parse(args).InvokeAsync();

static string[] NamesOf(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
