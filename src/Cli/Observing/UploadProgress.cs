using System.Diagnostics;
using Berlin.Cli.Terminal;
using Berlin.Client;
using Spectre.Console;

namespace Berlin.Cli.Observing;

/// <summary>Shows an upload while it runs: a bar, rows a second, and how well the model predicts so far.</summary>
internal sealed class UploadProgress(CommandOutput output, BerlinClient client, string model, long rows)
{
    /// <summary>Describing a model costs the server a little; once a second is enough for eyes.</summary>
    private static readonly TimeSpan MetricsPause = TimeSpan.FromSeconds(1);

    private long _metricsAt;

    /// <summary>What has become of the rows.</summary>
    public UploadTally Tally { get; } = new();

    /// <summary>The model's metrics as last seen; null when they could not be read.</summary>
    public ModelMetrics? Metrics { get; private set; }

    /// <summary>Runs an upload that reports each settled batch.</summary>
    public async Task RunAsync(Func<Func<Task>, Task> upload, CancellationToken cancellationToken)
    {
        if (output.IsRich)
        {
            await output.Console.Progress()
                .AutoClear(true)
                .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(async progress =>
                {
                    var start = Stopwatch.GetTimestamp();
                    var task = progress.AddTask("[grey]connecting[/]", maxValue: Math.Max(1, rows));
                    await upload(() => ShowAsync(task, start, cancellationToken));
                });
        }
        else
        {
            await upload(() => Task.CompletedTask);
        }

        await ReadMetricsAsync(cancellationToken);
    }

    private async Task ShowAsync(ProgressTask task, long start, CancellationToken cancellationToken)
    {
        if (Metrics is null || Stopwatch.GetElapsedTime(_metricsAt) > MetricsPause)
        {
            await ReadMetricsAsync(cancellationToken);
            _metricsAt = Stopwatch.GetTimestamp();
        }

        task.Value = Math.Min(rows, Tally.LastLine);
        var rate = Figures.RowsPerSecond(Tally.Rows, Stopwatch.GetElapsedTime(start));
        var accuracy = Metrics is { Window: { Count: > 0 } window } ? $"  [green]accuracy@1 {Figures.Percent(window.Accuracy1)}[/]" : string.Empty;
        task.Description = $"{Figures.Count(Tally.Rows)}  [grey]{rate}[/]{accuracy}";
    }

    /// <summary>The picture must not end the upload: without an answer the last figures stay.</summary>
    private async Task ReadMetricsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var description = await client.GetModelAsync(model, cancellationToken: cancellationToken);
            Metrics = description.Metrics;
        }
        catch (Exception fault) when (fault is BerlinApiException or BerlinUnreachableException)
        {
            _metricsAt = Stopwatch.GetTimestamp();
        }
    }
}
