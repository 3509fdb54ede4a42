using System.Text;
using Berlin.Grains.Jobs;
using Berlin.Storage.Jobs;

namespace Berlin.Grains.Tests.Jobs;

/// <summary>A scoring so plain that a test sees through it: each line of the input is a row, answered with its number and itself.</summary>
internal sealed class LineScoring : IJobScoring
{
    /// <summary>Runs before each row with its number; a test waits or throws here.</summary>
    public Func<long, CancellationToken, Task> BeforeRow { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Where each run began: rows that were done before it.</summary>
    public List<long> Begun { get; } = [];

    public async Task<IJobScoringRun> OpenAsync(StoredJob job, JobProgress progress, Stream input, CancellationToken cancellationToken)
    {
        Begun.Add(progress.Rows);
        input.Position = progress.InputOffset;
        using var text = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        var lines = (await text.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new Run(this, lines, progress);
    }

    private sealed class Run(LineScoring scoring, string[] lines, JobProgress progress) : IJobScoringRun
    {
        private int _next = progress.Rows == 0 ? -1 : 0;
        private long _offset = progress.InputOffset;

        public async ValueTask<ScoredRows?> NextAsync(CancellationToken cancellationToken)
        {
            if (_next < 0)
            {
                _next = 0;
                return new ScoredRows("start\n"u8.ToArray(), 0, 0, 0);
            }

            if (_next == lines.Length)
            {
                return null;
            }

            var number = progress.Rows + _next + 1;
            await scoring.BeforeRow(number, cancellationToken);
            var line = lines[_next++];
            _offset += line.Length + 1;
            return new ScoredRows(Encoding.UTF8.GetBytes($"{number}:{line}\n"), _offset, 1, line == "bad" ? 1 : 0);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
