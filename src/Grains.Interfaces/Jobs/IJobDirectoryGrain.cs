namespace Berlin.Grains.Jobs;

/// <summary>The jobs of one tenant. Key: the tenant.</summary>
[Alias("Berlin.IJobDirectoryGrain")]
public interface IJobDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Refuses a job that could not be made, before its input is sent.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>, <c>job.limit_reached</c>, and the transient <c>store.unavailable</c>.</exception>
    [Alias("Admit")]
    Task AdmitAsync(string model, CancellationToken cancellationToken);

    /// <summary>Jobs, the newest first, at most <paramref name="limit"/>.</summary>
    /// <param name="before">Only those with a smaller <see cref="JobReport.Number"/>; null = from the newest.</param>
    /// <param name="limit">Most jobs.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="BerlinException">The transient <c>store.unavailable</c>.</exception>
    [Alias("List")]
    Task<JobReport[]> ListAsync(long? before, int limit, CancellationToken cancellationToken);
}
