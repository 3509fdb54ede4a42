using Berlin.Cli.Terminal;

namespace Berlin.Cli.Scoring;

/// <summary>What <c>berlin score</c> tells at its end.</summary>
internal sealed record ScoreReport(string Model, string Input, string Output, ScoreTally Tally, TimeSpan Elapsed, string? Job)
{
    private const int ShownFaults = 5;

    /// <summary>Writes the figures on standard output and the first faults on standard error.</summary>
    public void Tell(CommandOutput output, TextWriter error)
    {
        if (output.IsJson)
        {
            output.WriteJson(ToAnswer(), CliJson.Default.ScoreAnswer);
        }
        else
        {
            output.Line(
                $"[bold]{Figures.Count(Tally.Rows)}[/] rows: [green]{Figures.Count(Tally.Rows - Tally.Failed)} scored[/], {Figures.Count(Tally.Failed)} with a fault "
                + $"[grey]({Figures.RowsPerSecond(Tally.Rows, Elapsed)})[/], in [bold]{Figures.Escape(Output)}[/]");
        }

        foreach (var fault in Tally.Faults.Take(ShownFaults))
        {
            error.WriteLine($"{Input}, row {fault.Row}: {fault.Error} ({fault.Code})");
        }

        if (Tally.Failed > ShownFaults)
        {
            error.WriteLine($"... and {Figures.Count(Tally.Failed - ShownFaults)} more rows with a fault");
        }
    }

    private ScoreAnswer ToAnswer() => new(Model, Input, Output, Job, Tally.Rows, Tally.Failed, Tally.Faults, Elapsed.TotalSeconds);
}

/// <summary>What <c>berlin score --json</c> writes.</summary>
/// <param name="Model">The model that scored.</param>
/// <param name="Input">The file of rows.</param>
/// <param name="Output">The file of answers.</param>
/// <param name="Job">The job that scored it; null where it was streamed.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Failed">Those among them that have a fault.</param>
/// <param name="Faults">The first of these.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ScoreAnswer(
    string Model, string Input, string Output, string? Job, long Rows, long Failed, IReadOnlyList<ScoreFault> Faults, double Seconds);
