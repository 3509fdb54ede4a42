using System.Diagnostics;
using Berlin.Grains.Models;
using Berlin.Storage.Jobs;

namespace Berlin.Grains.Jobs;

/// <summary>What is refused of jobs.</summary>
internal static class JobRules
{
    /// <summary>Turns the store's verdict into an error.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>, <c>job.limit_reached</c>.</exception>
    public static void Require(JobCreateVerdict verdict, string model, JobOptions options)
    {
        switch (verdict)
        {
            case JobCreateVerdict.Created:
                return;
            case JobCreateVerdict.ModelNotFound:
                throw ModelErrors.NotFound(model);
            case JobCreateVerdict.TooManyJobs:
                throw LimitReached(options);
            default:
                throw new UnreachableException($"The store's verdict is {verdict}.");
        }
    }

    public static BerlinException NotFound() => new(ErrorCodes.JobNotFound, "There is no job of that id.");

    public static BerlinException LimitReached(JobOptions options) => new(
        ErrorCodes.JobLimitReached, $"There are {options.MaxJobsPerTenant} jobs, as many as a tenant may have, finished ones included. Delete some.");
}
