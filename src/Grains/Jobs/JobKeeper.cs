using Berlin.Storage;
using Berlin.Storage.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Jobs;

/// <summary>
/// Looks after a silo's jobs: at its start and again and again begins those that are not finished, and removes those
/// that finished long ago.
/// </summary>
internal sealed class JobKeeper(
    IJobStore jobs, IJobFiles files, IGrainFactory grains, IOptions<JobOptions> options, TimeProvider time, ILogger<JobKeeper> logger)
    : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>Jobs that one look into the store takes.</summary>
    private const int PageJobs = 100;

    private readonly CancellationTokenSource _ending = new();
    private Task _sweeping = Task.CompletedTask;

    /// <summary>An input without a job is left of a crash, once nobody has written to it for a while: a job's row follows its input at once, on whichever silo.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var known = (await jobs.ListFinishedAsync(DateTimeOffset.MaxValue, int.MaxValue, cancellationToken)).Select(job => job.Id).ToHashSet(StringComparer.Ordinal);
        await foreach (var job in UnfinishedAsync(cancellationToken))
        {
            known.Add(job.Id);
        }

        var orphans = (await files.ListAsync(options.Value.OrphanAge, cancellationToken)).Where(id => !known.Contains(id)).ToList();
        foreach (var id in orphans)
        {
            await files.DeleteAsync(id, cancellationToken);
        }

        if (orphans.Count > 0)
        {
            JobLog.OrphansRemoved(logger, orphans.Count);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>When grains can be called.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _sweeping = SweepAlwaysAsync();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StoppingAsync(CancellationToken.None);
        _ending.Dispose();
    }

    private async Task SweepAlwaysAsync()
    {
        using var pace = new PeriodicTimer(options.Value.SweepInterval, time);
        do
        {
            try
            {
                await SweepAsync(_ending.Token);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or BerlinException or TimeoutException or OrleansException)
            {
                JobLog.SweepFailed(logger, exception);
            }
        }
        while (await pace.WaitForNextTickAsync(_ending.Token));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var job in UnfinishedAsync(cancellationToken))
        {
            await GrainOf(job).StartAsync(cancellationToken);
        }

        var before = time.GetUtcNow() - options.Value.KeepFinished;
        while (await jobs.ListFinishedAsync(before, PageJobs, cancellationToken) is { Count: > 0 } finished)
        {
            foreach (var job in finished)
            {
                await GrainOf(job).RemoveAsync(cancellationToken);
            }
        }
    }

    private IJobGrain GrainOf(StoredJob job) => grains.GetGrain<IJobGrain>(Names.ModelKey(job.Tenant, job.Id));

    private async IAsyncEnumerable<StoredJob> UnfinishedAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        while (await jobs.ListUnfinishedAsync(after, PageJobs, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var job in page)
            {
                yield return job;
            }

            after = page[^1].Number;
        }
    }
}
