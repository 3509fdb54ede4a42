using System.Diagnostics;
using Berlin.Cli.Terminal;
using Spectre.Console;

namespace Berlin.Cli.Scoring;

/// <summary>Shows how far a file is: a bar, what is being done, and at which rate.</summary>
internal sealed class ScoreProgress(CommandOutput output, long bytes)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private ProgressTask? _task;

    /// <summary>Runs what reports its progress by <see cref="Show"/>.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        if (!output.IsRich)
        {
            return await run();
        }

        return await output.Console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async progress =>
            {
                _task = progress.AddTask("[grey]connecting[/]", maxValue: Math.Max(1, bytes));
                return await run();
            });
    }

    /// <summary>Shows how many bytes of the input are done with.</summary>
    /// <param name="doing">What is being done.</param>
    /// <param name="done">Bytes of the input.</param>
    /// <param name="detail">More about it, as markup.</param>
    public void Show(string doing, long done, string? detail = null)
    {
        if (_task is { } task)
        {
            task.Value = Math.Min(bytes, done);
            detail ??= $"{Figures.Count((long)(done / Stopwatch.GetElapsedTime(_start).TotalSeconds / 1024))} KiB/s";
            task.Description = $"{doing}  [grey]{detail}[/]";
        }
    }
}
