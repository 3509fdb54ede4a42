using System.Diagnostics.CodeAnalysis;
using Berlin.Grains.Hosting;
using Berlin.Grains.Models;
using Berlin.Storage;
using Berlin.Storage.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Berlin.Grains.Jobs;

/// <summary>Runs one job in the background of its turns; calls interleave with it at awaits.</summary>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that has to be released.")]
internal sealed class JobGrain(
    IJobStore jobs, IJobFiles files, JobRunner runner, JobSlots slots, NodeIdentity node, IOptions<JobOptions> options, ILogger<JobGrain> logger) : Grain, IJobGrain
{
    // Stays in the grain's turns; what a run comes to is in the store, not in its task.
    private const ConfigureAwaitOptions KeepContextAndResult = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    /// <summary>No call keeps a job that runs from being put to sleep, so each progress does. One takes seconds at most.</summary>
    private static readonly TimeSpan AwakeAfterProgress = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(KeepContextAndResult);
    }

    public async Task<JobReport> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ModelAddress.Parse(this.GetPrimaryKeyString());
        var job = new NewJob { Id = id, Tenant = tenant, Model = request.Model, Options = request.Options, InputBytes = request.InputBytes };
        JobRules.Require(await jobs.CreateAsync(job, options.Value.MaxJobsPerTenant, cancellationToken), request.Model, options.Value);
        Start();
        return await DescribeAsync(cancellationToken) ?? throw JobRules.NotFound();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    public async Task<JobReport?> DescribeAsync(CancellationToken cancellationToken)
    {
        var (tenant, id) = ModelAddress.Parse(this.GetPrimaryKeyString());
        return await jobs.FindAsync(tenant, id, cancellationToken) is { } job ? JobReports.Of(job) : null;
    }

    public async Task<bool> RemoveAsync(CancellationToken cancellationToken)
    {
        var (tenant, id) = ModelAddress.Parse(this.GetPrimaryKeyString());
        if (!await jobs.DeleteAsync(tenant, id, cancellationToken))
        {
            return false;
        }

        // The row is gone, so the runner is fenced; its files go when it has let go of them.
        await _ending.CancelAsync();
        await _running.ConfigureAwait(KeepContextAndResult);
        await files.DeleteAsync(id, cancellationToken);
        DeactivateOnIdle();
        return true;
    }

    private void Start()
    {
        if (_running.IsCompleted && !_ending.IsCancellationRequested)
        {
            _running = RunInSlotAsync();
        }
    }

    private async Task RunInSlotAsync()
    {
        DelayDeactivation(AwakeAfterProgress);
        await slots.TakeAsync(_ending.Token);
        var (tenant, id) = ModelAddress.Parse(this.GetPrimaryKeyString());
        try
        {
            if (await jobs.TakeAsync(id, node.Value, _ending.Token) is { } job)
            {
                await RunAsync(job);
            }
        }
        catch (StoreUnavailableException exception)
        {
            JobLog.Stopped(logger, tenant, id, exception);
        }
        finally
        {
            slots.GiveBack();
        }
    }

    private async Task RunAsync(StoredJob job)
    {
        try
        {
            await runner.RunAsync(job, () => DelayDeactivation(AwakeAfterProgress), _ending.Token);
        }
        catch (BerlinException exception) when (!exception.IsTransient)
        {
            JobLog.Failed(logger, job.Tenant, job.Id, exception);
            await jobs.FailAsync(job.Hold, JobFailure.Write(exception.Code, exception.Message), CancellationToken.None);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            await jobs.ReleaseAsync(job.Hold, CancellationToken.None);
        }
        catch (Exception exception) when (exception is BerlinException or StoreUnavailableException or TimeoutException or OrleansException)
        {
            // The sweep begins it again, after those that waited meanwhile.
            JobLog.Stopped(logger, job.Tenant, job.Id, exception);
            await jobs.ReleaseAsync(job.Hold, CancellationToken.None);
        }
        catch (Exception exception)
        {
            JobLog.Defect(logger, job.Tenant, job.Id, exception);
            await jobs.FailAsync(job.Hold, JobFailure.Write(ErrorCodes.ServerFault, "Berlin failed to score the input; the server's log holds the details."), CancellationToken.None);
        }
    }
}
