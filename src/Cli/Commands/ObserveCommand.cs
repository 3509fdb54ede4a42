using System.CommandLine;
using System.Diagnostics;
using Berlin.Cli.Observing;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin observe</c>: sends a file of observations; repeating it is harmless.</summary>
internal sealed class ObserveCommand
{
    /// <summary>A server that restarts in the middle is waited for this long before the run ends.</summary>
    private static readonly BerlinClientOptions Patient = new()
    {
        WaitForServer = true,
        MaxAttempts = 20,
        RetryBudget = TimeSpan.FromSeconds(60),
    };

    private readonly Argument<string> _model = PathArgument.Create("MODEL", "Name of the model.");

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "FILE.csv (first line names the columns), or FILE.jsonl (one observation a line).",
    };

    private readonly Option<string?> _target = Column("--target", "Column of the target. [default: the one named like the model's target]");
    private readonly Option<string?> _at = Column("--at", "Column of the time. [default: at, if there is one]");
    private readonly Option<string?> _id = Column("--id", "Column of the observation's id. [default: made from the file's digest and the line]");
    private readonly Option<string?> _entity = Column("--entity", "Column of the entity. [default: none]");
    private readonly Option<string?> _subject = Column("--subject", "Column of the subject. [default: none]");

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "Column of a field whose name differs; may be repeated.",
        HelpName = "FIELD=COLUMN",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<char> _delimiter = new("--delimiter")
    {
        Description = "What separates the columns of a CSV file.",
        HelpName = "CHARACTER",
        DefaultValueFactory = _ => ',',
    };

    private readonly Option<int> _batch = BoundedNumber.Option("--batch", "Rows in one request, 100 to 10000.", "N", 100, 10_000, 1000);
    private readonly Option<long?> _limit = BoundedNumber.Option("--limit", "Send the first N rows only.", "N", 1, long.MaxValue);

    public static Command Create(GlobalOptions global)
    {
        var self = new ObserveCommand();
        var command = new Command("observe", "Send a file of observations; an interrupted run is repeated without loss or double.")
        {
            self._model, self._file, self._target, self._at, self._map, self._id, self._entity, self._subject,
            self._delimiter, self._batch, self._limit,
        };
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, new CommandContext(parsed, global), cancellationToken));
        return command;
    }

    private static Option<string?> Column(string name, string description)
    {
        return new Option<string?>(name) { Description = description, HelpName = "COLUMN" };
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_file)!;
        var model = parsed.GetValue(_model)!;
        if (!File.Exists(file))
        {
            throw CommandFailedException.Usage($"there is no file {file}");
        }

        using var client = context.CreateClient();
        var description = await client.GetModelAsync(model, cancellationToken: cancellationToken);
        var fingerprint = await FileFingerprint.TakeAsync(file, cancellationToken);
        var source = OpenSource(parsed, file, description.Definition, fingerprint);

        using var uploadClient = context.CreateClient(Patient);
        var uploader = new ObservationUploader(uploadClient, model, parsed.GetValue(_batch), parsed.GetValue(_limit));
        var rows = Math.Min(fingerprint.Lines, parsed.GetValue(_limit) ?? long.MaxValue);
        var progress = new UploadProgress(context.Output, client, model, rows);
        var start = Stopwatch.GetTimestamp();
        Exception? ended = null;
        try
        {
            await progress.RunAsync(settled => uploader.RunAsync(source, progress.Tally, settled, cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is OperationCanceledException or BerlinApiException or BerlinUnreachableException)
        {
            ended = fault;
        }

        var report = new ObserveReport(model, file, progress.Tally, Stopwatch.GetElapsedTime(start), ended is not null, progress.Metrics);
        report.Tell(context.Output, Console.Error);
        if (ended is not null)
        {
            Console.Error.WriteLine("berlin: run the same command again to go on: rows that are stored are recognised");
            return FailureReport.Tell(Console.Error, ended, cancellationToken.IsCancellationRequested);
        }

        return progress.Tally.Rejected > 0 ? ExitCodes.Partial : ExitCodes.Success;
    }

    private IObservationSource OpenSource(ParseResult parsed, string file, ModelDefinition definition, FileFingerprint fingerprint)
    {
        var choice = new ColumnChoice
        {
            Fields = ColumnChoice.ParseFields(parsed.GetValue(_map)!),
            Target = parsed.GetValue(_target),
            At = parsed.GetValue(_at),
            Id = parsed.GetValue(_id),
            Entity = parsed.GetValue(_entity),
            Subject = parsed.GetValue(_subject),
        };
        switch (Path.GetExtension(file).ToUpperInvariant())
        {
            case ".CSV":
                return CsvObservationSource.Open(file, parsed.GetValue(_delimiter), definition, choice, fingerprint);
            case ".JSONL" or ".NDJSON" when choice.IsEmpty:
                return new JsonLinesObservationSource(file, fingerprint);
            case ".JSONL" or ".NDJSON":
                throw CommandFailedException.Usage("a JSON lines file holds whole observations: --target, --at, --map, --id, --entity and --subject are for CSV files");
            default:
                throw CommandFailedException.Usage($"{file} ends neither in .csv nor in .jsonl");
        }
    }
}
