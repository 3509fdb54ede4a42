using System.Globalization;
using System.Text;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Berlin.Cli.Demo;

/// <summary>Everything that the demo shows, on a terminal or as plain lines.</summary>
internal sealed class DemoScreen(CommandOutput output, DemoSample sample, int bookings)
{
    private const int ChartRows = 9;
    private const int PlainStep = 2_000;

    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(18);

    private readonly AccuracyChart _chart = new(Math.Clamp(output.Console.Profile.Width - 14, 30, 100), ChartRows, bookings);
    private long _nextPlainLine = PlainStep;

    /// <summary>What is about to happen.</summary>
    public void Open(long alreadyStored)
    {
        output.Line();
        output.Line("  [bold green]Berlin[/] [bold]learns a city's bookkeeping[/]");
        output.Line($"  {Figures.Count(bookings)} real bookings of Birmingham City Council, 2014, in date order. Each is");
        output.Line("  predicted first, then learned and stored. It starts knowing nothing.");
        if (alreadyStored > 0)
        {
            output.Line();
            output.Line($"  [yellow]resuming:[/] the data folder holds {Figures.Count(alreadyStored)} bookings already; none is learned twice");
        }

        output.Line();
    }

    /// <summary>Runs the stream under a live picture; the stream reports its progress.</summary>
    public async Task WatchAsync(Func<Func<DemoProgress, Task>, Task> stream)
    {
        if (!output.IsRich)
        {
            await stream(progress =>
            {
                ShowPlain(progress);
                return Task.CompletedTask;
            });
            return;
        }

        await output.Console.Live(Picture(DemoProgress.None)).StartAsync(live => stream(progress =>
        {
            if (progress is { Accepted: > 0, Window.Count: > 0 })
            {
                _chart.Add(progress.Rows, progress.Window);
            }

            live.UpdateTarget(Picture(progress));
            return Task.CompletedTask;
        }));
    }

    /// <summary>What became of the stream.</summary>
    public void Learned(DemoProgress progress, MetricValues overall)
    {
        output.Line();
        output.Line(progress.Accepted > 0
            ? $"  learned [bold]{Figures.Count(progress.Accepted)}[/] bookings in {Seconds(progress.Elapsed)}, "
                + $"[bold]{Figures.RowsPerSecond(progress.Rows, progress.Elapsed)}[/], each stored on disk"
            : "  nothing new to learn: every booking was stored before");
        if (progress.Duplicates > 0)
        {
            output.Line($"  {Figures.Count(progress.Duplicates)} bookings were stored before and recognised");
        }

        output.Line(
            $"  over all of them: first guess right [bold]{Figures.Percent(overall.Accuracy1)}[/], "
            + $"among the first three [bold]{Figures.Percent(overall.Accuracy3)}[/]");
    }

    /// <summary>Begins some questions.</summary>
    public void OpenQuestions(string heading)
    {
        output.Line();
        output.Line($"  {heading}");
    }

    /// <summary>Types a line.</summary>
    public async Task AskAsync(DemoQuestion question, CancellationToken cancellationToken)
    {
        output.Line();
        var line = $"{question.Text}  {question.AmountText}{(question.Card is null ? "" : $"  card {question.Card}")}";
        output.Console.Markup("  [green]>[/] ");
        if (!output.IsRich)
        {
            output.Line(Figures.Escape(line));
            return;
        }

        foreach (var key in line)
        {
            output.Console.Markup($"[bold]{Figures.Escape(key.ToString())}[/]");
            await Task.Delay(KeyPause, cancellationToken);
        }

        output.Line();
    }

    /// <summary>Shows the ranked accounts, code and name.</summary>
    public void Answer(IReadOnlyList<Prediction> predictions)
    {
        var colour = "green";
        foreach (var prediction in predictions)
        {
            var account = Figures.Fit($"{prediction.Value} {sample.AccountName(prediction.Value)}", 34);
            output.Line(
                $"    {Figures.Escape(account)} {Figures.Bar(prediction.Probability, colour, output.IsRich)} "
                + $"{Figures.Percent(prediction.Probability),7}");
            colour = "grey62";
        }
    }

    /// <summary>Prints the shell command that repeats a question; never wrapped, so that it can be pasted.</summary>
    public void Curl(Uri url, string key, string model, string body)
    {
        output.Line();
        output.Line("  [bold]The same from a shell[/], while the server runs:");
        output.Line();
        if (output.IsJson)
        {
            return;
        }

        output.Writer.WriteLine($"curl -s {url.OriginalString.TrimEnd('/')}/v1/models/{model}/predict \\");
        output.Writer.WriteLine($"  -H 'Authorization: Bearer {key}' \\");
        output.Writer.WriteLine("  -H 'Content-Type: application/json' \\");
        output.Writer.WriteLine($"  -d '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'");
    }

    /// <summary>Says where a browser shows the model; the key stands in the fragment, which no browser sends anywhere. Never wrapped.</summary>
    public void Page(DemoPlace place)
    {
        output.Line();
        if (!output.IsJson)
        {
            output.Writer.WriteLine($"Open {place.Url.OriginalString.TrimEnd('/')}/#key={place.Key}");
        }
    }

    /// <summary>Says where the server goes on serving.</summary>
    public void Serving(DemoPlace place)
    {
        output.Line();
        output.Line($"  Berlin serves on at [bold green]{Figures.Escape(place.Url.OriginalString)}[/]. Ctrl-C stops it.");
        if (place.IsTemporary)
        {
            output.Line("  [grey]What it learned goes away with it; berlin demo --data DIR keeps it.[/]");
        }
    }

    /// <summary>The line that a script reads.</summary>
    public void LastLine(long observations, MetricValues overall)
    {
        if (!output.IsJson)
        {
            output.Line();
            output.Writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"accuracy@1 {overall.Accuracy1:0.0000} accuracy@3 {overall.Accuracy3:0.0000} observations {observations}"));
        }
    }

    private Rows Picture(DemoProgress progress)
    {
        var lines = new List<IRenderable> { new Markup(_chart.Title()), new Text(string.Empty) };
        lines.AddRange(_chart.Lines().Select(line => new Markup(line)));
        lines.Add(new Text(string.Empty));
        var share = (double)progress.Rows / Math.Max(1, bookings);
        lines.Add(new Markup(
            $"  {Figures.Bar(share, "yellow", rich: true)}  [bold]{Figures.Count(progress.Rows)}[/] of {Figures.Count(bookings)}"
            + $"   {Figures.RowsPerSecond(progress.Rows, progress.Elapsed)}   {Seconds(progress.Elapsed)}"));
        lines.Add(new Markup(Ticker(progress)));
        return new Rows(lines);
    }

    /// <summary>The booking that was learned last.</summary>
    private string Ticker(DemoProgress progress)
    {
        if (progress.Rows == 0)
        {
            return string.Empty;
        }

        var booking = sample.Booking((int)Math.Min(progress.Rows, sample.Count) - 1);
        return $"  [grey]{booking.Date}  {Figures.Escape(Figures.Fit(booking.Merchant, 26))} {booking.Amount,9}  "
            + $"{Figures.Escape(booking.AccountCode)} {Figures.Escape(sample.AccountName(booking.AccountCode))}[/]";
    }

    private void ShowPlain(DemoProgress progress)
    {
        if (progress.Rows < _nextPlainLine && progress.Rows < bookings)
        {
            return;
        }

        _nextPlainLine = progress.Rows + PlainStep;
        var line = new StringBuilder($"  {Figures.Count(progress.Rows),7} bookings");
        if (progress.Window is { Count: > 0 } window)
        {
            line.Append($"  accuracy@1 {Figures.Percent(window.Accuracy1)}  accuracy@3 {Figures.Percent(window.Accuracy3)}  (last {Figures.Count(window.Count)})");
        }

        output.Line(line.Append($"  {Figures.RowsPerSecond(progress.Rows, progress.Elapsed)}").ToString());
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
