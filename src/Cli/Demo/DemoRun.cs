using System.Diagnostics;
using System.Text.Json;
using Berlin.Cli.Observing;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>The demo from start to end; it talks to the server over HTTP like any other client.</summary>
internal sealed class DemoRun(DemoOptions options, CommandOutput output)
{
    private const string ModelName = "account-suggest";
    private const int BatchRows = 200;
    private const int Top = 3;

    private static readonly ModelDefinition Definition = new()
    {
        Features =
        [
            new FeatureDefinition { Field = "text", Type = "text", Ngrams = [1, 2] },
            new FeatureDefinition { Field = "amount", Type = "number", Buckets = "log2" },
        ],
        Target = "account",
        MetricsWindow = 1000,
        Entities = true,
    };

    /// <summary>Runs the demo and returns the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var sample = DemoSample.Load();
        var rows = Math.Min(options.Rows ?? sample.Count, sample.Count);
        var screen = new DemoScreen(output, sample, rows);

        await using var place = await DemoPlace.OpenAsync(options, cancellationToken);
        using var client = new BerlinClient(place.Url, place.Key);
        var model = await client.DefineModelAsync(ModelName, Definition, cancellationToken);
        screen.Open(model.Sequence);

        var progress = DemoProgress.None;
        await screen.WatchAsync(async show => progress = await StreamAsync(client, rows, show, cancellationToken));
        model = await client.GetModelAsync(ModelName, cancellationToken: cancellationToken);
        screen.Learned(progress, model.Metrics.Overall);

        var answers = await AskAsync(client, screen, cancellationToken);
        screen.Curl(place.Url, place.Key, ModelName, CurlBody(DemoQuestion.All[0]));
        if (output.IsJson)
        {
            output.WriteJson(ToAnswer(place, progress, model, answers), CliJson.Default.DemoAnswer);
        }

        if (!options.EndsAfterQuestions || !place.IsHost)
        {
            screen.Page(place);
        }

        if (options.EndsAfterQuestions || !place.IsHost)
        {
            screen.LastLine(model.Sequence, model.Metrics.Overall);
            return ExitCodes.Success;
        }

        screen.Serving(place);
        await place.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    private static async Task<DemoProgress> StreamAsync(
        BerlinClient client, int rows, Func<DemoProgress, Task> show, CancellationToken cancellationToken)
    {
        var fingerprint = await FileFingerprint.TakeAsync(DemoSample.FilePath, cancellationToken);
        var source = CsvObservationSource.Open(DemoSample.FilePath, ',', Definition, DemoSample.Columns, fingerprint);
        var uploader = new ObservationUploader(client, ModelName, BatchRows, rows);
        var tally = new UploadTally();
        var progress = DemoProgress.None;
        var start = Stopwatch.GetTimestamp();
        await uploader.RunAsync(source, tally, ShowAsync, cancellationToken);
        return progress;

        async Task ShowAsync()
        {
            var model = await client.GetModelAsync(ModelName, cancellationToken: cancellationToken);
            progress = new DemoProgress(
                tally.Rows, tally.Accepted, tally.Duplicates, Stopwatch.GetElapsedTime(start), model.Metrics.Window);
            await show(progress);
        }
    }

    private static async Task<List<DemoQuestionAnswer>> AskAsync(
        BerlinClient client, DemoScreen screen, CancellationToken cancellationToken)
    {
        var answers = new List<DemoQuestionAnswer>();
        screen.OpenQuestions("[bold]Now ask it[/]: type a line, get accounts.");
        await AskAsync(DemoQuestion.All);
        screen.OpenQuestions("[bold]Every card books its own way[/]: the same line, for anybody and for a card that fills up there.");
        await AskAsync(DemoQuestion.OfTwoMinds);
        return answers;

        async Task AskAsync(IEnumerable<DemoQuestion> questions)
        {
            foreach (var question in questions)
            {
                await screen.AskAsync(question, cancellationToken);
                var result = await client.PredictAsync(ModelName, question.ToFeatures(), Top, question.Card, cancellationToken);
                screen.Answer(result.Predictions);
                answers.Add(new DemoQuestionAnswer(question.Text, question.Amount, result.Entity, result.Predictions));
            }
        }
    }

    private static string CurlBody(DemoQuestion question)
    {
        return $$"""{"features":{"text":{{Json(question.Text)}},"amount":{{question.AmountText}}},"top":{{Top}}}""";

        static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
    }

    private static DemoAnswer ToAnswer(
        DemoPlace place, DemoProgress progress, ModelDescription model, IReadOnlyList<DemoQuestionAnswer> answers)
    {
        return new DemoAnswer
        {
            Url = place.Url.OriginalString,
            Model = ModelName,
            Rows = progress.Rows,
            Accepted = progress.Accepted,
            Duplicates = progress.Duplicates,
            Observations = model.Sequence,
            Metrics = model.Metrics.Overall,
            Seconds = progress.Elapsed.TotalSeconds,
            Answers = answers,
        };
    }
}
