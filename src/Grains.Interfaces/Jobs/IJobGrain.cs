namespace Berlin.Grains.Jobs;

/// <summary>
/// One job of a tenant: scores a stored input in the background, slice by slice, and goes on after a crash where it was.
/// Key: <c>tenant/id</c>. Two activations may exist briefly; the store's fence lets one of them work.
/// </summary>
[Alias("Berlin.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Makes the job, whose input is stored under its id, and begins it as soon as a place is free.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>, <c>job.limit_reached</c>, and the transient <c>store.unavailable</c>.</exception>
    [Alias("Create")]
    Task<JobReport> CreateAsync(JobRequest request, CancellationToken cancellationToken);

    /// <summary>Sees to it that the job is worked on, or waits for its turn, unless it is finished. Returns at once.</summary>
    [Alias("Start")]
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>How far the job is; null where there is no such job.</summary>
    /// <exception cref="BerlinException">The transient <c>store.unavailable</c>.</exception>
    [Alias("Describe")]
    Task<JobReport?> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Ends the job where it is not finished, and removes it with its input and result.</summary>
    /// <returns>False where there is no such job.</returns>
    /// <exception cref="BerlinException">The transient <c>store.unavailable</c>.</exception>
    [Alias("Remove")]
    Task<bool> RemoveAsync(CancellationToken cancellationToken);
}
