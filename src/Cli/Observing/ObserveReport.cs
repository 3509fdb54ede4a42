using Berlin.Cli.Commands;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Observing;

/// <summary>What <c>berlin observe</c> tells at its end.</summary>
internal sealed record ObserveReport(
    string Model, string File, UploadTally Tally, TimeSpan Elapsed, bool IsInterrupted, ModelMetrics? Metrics)
{
    private const int ShownRejections = 5;

    /// <summary>Writes the figures on standard output and the first rejected rows on standard error.</summary>
    public void Tell(CommandOutput output, TextWriter error)
    {
        if (output.IsJson)
        {
            output.WriteJson(ToAnswer(), CliJson.Default.ObserveAnswer);
        }
        else
        {
            TellFigures(output);
        }

        foreach (var rejected in Tally.Rejections.Take(ShownRejections))
        {
            error.WriteLine($"{File}:{rejected.Line}: {rejected.Error} ({rejected.Code})");
        }

        if (Tally.Rejected > ShownRejections)
        {
            error.WriteLine($"... and {Figures.Count(Tally.Rejected - ShownRejections)} more rejected rows");
        }
    }

    private void TellFigures(CommandOutput output)
    {
        output.Line(
            $"[bold]{Figures.Count(Tally.Rows)}[/] rows: [green]{Figures.Count(Tally.Accepted)} accepted[/], "
            + $"{Figures.Count(Tally.Duplicates)} duplicates, {Figures.Count(Tally.Rejected)} rejected "
            + $"[grey]({Figures.RowsPerSecond(Tally.Rows, Elapsed)})[/]");
        if (Metrics is { Overall: { Count: > 0 } overall, Window: { } window })
        {
            output.Line(
                $"accuracy@1 [bold]{Figures.Percent(overall.Accuracy1)}[/]  accuracy@3 [bold]{Figures.Percent(overall.Accuracy3)}[/] "
                + $"[grey](last {Figures.Count(window.Count)}: {Figures.Percent(window.Accuracy1)}, {Figures.Percent(window.Accuracy3)})[/]");
        }
    }

    private ObserveAnswer ToAnswer()
    {
        return new ObserveAnswer
        {
            Model = Model,
            File = File,
            Rows = Tally.Rows,
            Accepted = Tally.Accepted,
            Duplicates = Tally.Duplicates,
            Rejected = Tally.Rejected,
            Rejections = Tally.Rejections,
            Sequence = Tally.Sequence,
            LastLine = Tally.LastLine,
            Interrupted = IsInterrupted,
            Seconds = Elapsed.TotalSeconds,
            Metrics = Metrics,
        };
    }
}
