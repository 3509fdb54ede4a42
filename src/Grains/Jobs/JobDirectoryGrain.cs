using Berlin.Grains.Models;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Berlin.Grains.Jobs;

/// <summary>Reads a tenant's jobs out of the store, without waking any of them.</summary>
[StatelessWorker]
internal sealed class JobDirectoryGrain(IJobStore jobs, IModelStore models, IOptions<JobOptions> options) : Grain, IJobDirectoryGrain
{
    public async Task AdmitAsync(string model, CancellationToken cancellationToken)
    {
        var tenant = this.GetPrimaryKeyString();
        if (await models.FindAsync(tenant, model, cancellationToken) is null)
        {
            throw ModelErrors.NotFound(model);
        }

        var stored = await jobs.ListAsync(tenant, beforeNumber: null, options.Value.MaxJobsPerTenant, cancellationToken);
        if (stored.Count >= options.Value.MaxJobsPerTenant)
        {
            throw JobRules.LimitReached(options.Value);
        }
    }

    public async Task<JobReport[]> ListAsync(long? before, int limit, CancellationToken cancellationToken) =>
        [.. (await jobs.ListAsync(this.GetPrimaryKeyString(), before, limit, cancellationToken)).Select(JobReports.Of)];
}
