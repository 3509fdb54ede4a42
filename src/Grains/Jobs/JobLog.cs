using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Jobs;

/// <summary>What is logged of jobs.</summary>
internal static partial class JobLog
{
    [LoggerMessage(2401, LogLevel.Information, "Job {Job} of {Tenant} runs: epoch {Epoch}, after {Rows} rows.")]
    public static partial void Taken(ILogger logger, string tenant, string job, long epoch, long rows);

    [LoggerMessage(2402, LogLevel.Information, "Job {Job} of {Tenant} is done: {Rows} rows, {Failed} with a fault.")]
    public static partial void Done(ILogger logger, string tenant, string job, long rows, long failed);

    [LoggerMessage(2403, LogLevel.Information, "Job {Job} of {Tenant} was taken by another runner, or is gone.")]
    public static partial void Fenced(ILogger logger, string tenant, string job);

    [LoggerMessage(2404, LogLevel.Warning, "Job {Job} of {Tenant} stopped and will be begun again.")]
    public static partial void Stopped(ILogger logger, string tenant, string job, Exception exception);

    [LoggerMessage(2405, LogLevel.Warning, "Job {Job} of {Tenant} failed.")]
    public static partial void Failed(ILogger logger, string tenant, string job, Exception exception);

    [LoggerMessage(2406, LogLevel.Error, "Job {Job} of {Tenant} failed in a way that Berlin does not expect.")]
    public static partial void Defect(ILogger logger, string tenant, string job, Exception exception);

    [LoggerMessage(2407, LogLevel.Warning, "Jobs were not looked after; it is tried again.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(2408, LogLevel.Information, "{Count} inputs of jobs that were never made are removed.")]
    public static partial void OrphansRemoved(ILogger logger, int count);
}
