using System.CommandLine;
using System.Diagnostics;
using Berlin.Cli.Commands;
using Berlin.Cli.Observing;
using Berlin.Client;

namespace Berlin.Cli.Scoring;

/// <summary><c>berlin score</c>: a file of rows in, a file of ranked answers out.</summary>
internal sealed class ScoreCommand
{
    private readonly Argument<string> _input = new("IN") { Description = "IN.csv (first line names the fields), or IN.jsonl (one row a line)." };
    private readonly Argument<string> _output = new("OUT") { Description = "OUT.csv or OUT.jsonl; written under this name when it is whole." };
    private readonly Option<string> _model = new("--model") { Description = "Name of the model.", HelpName = "MODEL", Required = true };
    private readonly Option<int> _top = BoundedNumber.Option("--top", "How many answers for each row.", "N", 1, 1000, 3);
    private readonly Option<bool> _job = new("--job") { Description = "Score on the server in the background: goes on while the connection or the server is away." };
    private readonly Option<bool> _acceptFaults = new("--accept-faults") { Description = "End with exit code 0 although some rows have a fault instead of answers." };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "Column of a field whose name differs; may be repeated.",
        HelpName = "FIELD=COLUMN",
        DefaultValueFactory = _ => [],
    };

    public static Command Create(GlobalOptions global)
    {
        var self = new ScoreCommand();
        var command = new Command("score", "Score a file of rows.")
        {
            self._input, self._output, self._model, self._top, self._map, self._job, self._acceptFaults,
        };
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, new CommandContext(parsed, global), cancellationToken));
        return command;
    }

    private static ScoreFormat FormatOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".CSV" => ScoreFormat.Csv,
        ".JSONL" or ".NDJSON" => ScoreFormat.JsonLines,
        _ => throw CommandFailedException.Usage($"{file} ends neither in .csv nor in .jsonl"),
    };

    private async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var (input, output) = (parsed.GetValue(_input)!, parsed.GetValue(_output)!);
        var request = new ScoreRequest
        {
            Model = parsed.GetValue(_model)!,
            Input = FormatOf(input),
            Output = FormatOf(output),
            Top = parsed.GetValue(_top),
        };
        var file = ScoreFile.Find(input, request.Input, ColumnChoice.ParseFields(parsed.GetValue(_map)!));
        using var client = context.CreateClient();
        var progress = new ScoreProgress(context.Output, file.Bytes);
        var tally = ScoreTally.Of(request);
        var start = Stopwatch.GetTimestamp();
        var job = await ScoredFile.WriteAsync(output, tally, answers => progress.RunAsync(async () =>
        {
            if (parsed.GetValue(_job))
            {
                return await new ScoreJob(client, request, file, output, progress).RunAsync(answers, cancellationToken);
            }

            await StreamAsync(client, request, file, answers, tally, progress, cancellationToken);
            return null;
        }));
        new ScoreReport(request.Model, input, output, tally, Stopwatch.GetElapsedTime(start), job).Tell(context.Output, Console.Error);
        return tally.Failed > 0 && !parsed.GetValue(_acceptFaults) ? ExitCodes.Partial : ExitCodes.Success;
    }

    private static async Task StreamAsync(
        BerlinClient client, ScoreRequest request, ScoreFile file, Stream answers, ScoreTally tally, ScoreProgress progress, CancellationToken cancellationToken)
    {
        await using var rows = file.Open();
        try
        {
            await client.Scoring.ScoreAsync(request, rows, answers, bytes => progress.Show("scoring", bytes), cancellationToken);
        }
        catch (BerlinUnreachableException) when (tally.Cut is { } cut)
        {
            // The server had begun to answer and told why it could not go on.
            throw new CommandFailedException(ExitCodes.Refused, $"{cut.Error} ({cut.Code})");
        }
    }
}
