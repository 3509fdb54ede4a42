using Berlin.Grains;
using Berlin.Grains.Jobs;
using Berlin.Grains.Models;
using Berlin.Silo.Http.Models;
using Berlin.Silo.Http.Scoring;
using Berlin.Storage.Jobs;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Scores inputs of jobs as streams of requests are scored.</summary>
internal sealed class JobScoring(IGrainFactory grains, ScoringRuns runs) : IJobScoring
{
    public async Task<IJobScoringRun> OpenAsync(StoredJob job, JobProgress progress, Stream input, CancellationToken cancellationToken)
    {
        var key = Names.ModelKey(job.Tenant, job.Model);
        var definition = await grains.GetGrain<IModelGrain>(key).FindDefinitionAsync(cancellationToken) ?? throw ModelRoute.NotFound();
        var plan = JobPlan.Read(job.Options);
        var run = runs.Create(new ScoringPlan(key, definition, plan.Input, plan.Output, plan.Top, plan.Entity), input);
        var start = (await run.BeginAsync(cancellationToken)).ToArray();
        if (progress.Rows == 0)
        {
            return new Run(run, start);
        }

        run.Resume(progress.InputOffset, progress.Rows);
        return new Run(run, start: null);
    }

    private sealed class Run(ScoringRun run, byte[]? start) : IJobScoringRun
    {
        private byte[]? _start = start;

        public async ValueTask<ScoredRows?> NextAsync(CancellationToken cancellationToken)
        {
            if (_start is { } start)
            {
                _start = null;
                return new ScoredRows(start, InputOffset: 0, Rows: 0, RowsFailed: 0);
            }

            return await run.NextAsync(cancellationToken) is { } piece
                ? new ScoredRows(piece.Bytes, piece.EndOffset, piece.Rows, piece.Failed)
                : null;
        }

        public ValueTask DisposeAsync() => run.DisposeAsync();
    }
}
