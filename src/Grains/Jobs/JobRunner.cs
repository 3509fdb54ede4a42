using System.Buffers;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Jobs;

/// <summary>
/// Works a taken job off. Each few thousand rows the result is flushed to disk, then the job's row says so under the
/// fence: a runner that comes after begins with as much of the result as the row says, and no row is lost or there twice.
/// </summary>
internal sealed class JobRunner(
    IJobStore jobs, IJobFiles files, IJobScoring scoring, IFaultInjector faults, IOptions<JobOptions> options, ILogger<JobRunner> logger)
{
    /// <summary>Bytes of a result after which progress is stored although its rows are few: what is held in memory has a bound.</summary>
    private const int MaxHeldBytes = 8 * 1024 * 1024;

    /// <summary>Runs to the end of the input, or until another runner has the job.</summary>
    /// <param name="job">The job as it was taken.</param>
    /// <param name="onProgress">Called whenever progress was stored.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="BerlinException">The job cannot be worked off; transient where a later try may succeed.</exception>
    /// <exception cref="Storage.StoreUnavailableException">The store or the disk is away.</exception>
    public async Task RunAsync(StoredJob job, Action onProgress, CancellationToken cancellationToken)
    {
        JobLog.Taken(logger, job.Tenant, job.Id, job.Epoch, job.Progress.Rows);

        // Before the first rows there may be bytes of the result, a header row, that a new run writes anew.
        var progress = job.Progress.Rows == 0 ? JobProgress.None : job.Progress;
        await using var input = await files.OpenInputAsync(job.Id, 0, cancellationToken)
            ?? throw new BerlinException(ErrorCodes.ServerFault, "The input of the job is not there any more.");
        await using var run = await scoring.OpenAsync(job, progress, input, cancellationToken);
        var held = new ArrayBufferWriter<byte>(64 * 1024);
        var since = progress.Rows;
        while (await run.NextAsync(cancellationToken) is { } scored)
        {
            held.Write(scored.Result.Span);
            progress = progress with
            {
                InputOffset = scored.InputOffset, Rows = progress.Rows + scored.Rows, RowsFailed = progress.RowsFailed + scored.RowsFailed,
            };
            if (progress.Rows - since < options.Value.ProgressRows && held.WrittenCount < MaxHeldBytes)
            {
                continue;
            }

            progress = await FlushAsync(job, progress, held);
            since = progress.Rows;
            if (!await jobs.AdvanceAsync(job.Hold, progress, CancellationToken.None))
            {
                JobLog.Fenced(logger, job.Tenant, job.Id);
                return;
            }

            faults.Pass(FaultPoint.Job_AfterProgress);
            onProgress();
        }

        await FinishAsync(job, await FlushAsync(job, progress with { InputOffset = job.InputBytes }, held));
    }

    private async Task<JobProgress> FlushAsync(StoredJob job, JobProgress progress, ArrayBufferWriter<byte> held)
    {
        faults.Pass(FaultPoint.Job_BeforeResult);
        var size = await files.WriteResultAsync(job.Id, job.Epoch, progress.ResultBytes, held.WrittenMemory, CancellationToken.None);
        held.ResetWrittenCount();
        faults.Pass(FaultPoint.Job_AfterResultBeforeProgress);
        return progress with { ResultBytes = size };
    }

    private async Task FinishAsync(StoredJob job, JobProgress progress)
    {
        if (await jobs.FinishAsync(job.Hold, progress, CancellationToken.None))
        {
            JobLog.Done(logger, job.Tenant, job.Id, progress.Rows, progress.RowsFailed);
        }
        else
        {
            JobLog.Fenced(logger, job.Tenant, job.Id);
        }
    }
}
