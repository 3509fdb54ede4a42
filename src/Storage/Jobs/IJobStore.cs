namespace Berlin.Storage.Jobs;

/// <summary>Rows of jobs. Thread-safe; throws <see cref="StoreUnavailableException"/>.</summary>
/// <remarks>
/// A job is taken as a stream is: epoch + 1 and an owner, and what its runner writes afterwards holds only under them.
/// False from such a write = the runner is fenced: another one took the job, or it was cancelled or deleted, or its tenant
/// was renamed. Then nothing changed, and the runner stops.
/// </remarks>
public interface IJobStore
{
    /// <summary>Creates a queued job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="maxJobs">Jobs that the tenant may have with this one, finished ones included, from 1.</param>
    /// <param name="cancellationToken">Heeded until the write begins.</param>
    /// <exception cref="ArgumentException">The id is malformed, or that of another job; nothing is stored.</exception>
    Task<JobCreateVerdict> CreateAsync(NewJob job, int maxJobs, CancellationToken cancellationToken);

    /// <summary>The tenant's job of that id, or null.</summary>
    Task<StoredJob?> FindAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>The tenant's jobs, newest first, of numbers below <paramref name="beforeNumber"/> (null = from the newest), at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredJob>> ListAsync(string tenant, long? beforeNumber, int limit, CancellationToken cancellationToken);

    /// <summary>Jobs of all tenants that are queued or running, oldest first, of numbers above <paramref name="afterNumber"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredJob>> ListUnfinishedAsync(long afterNumber, int limit, CancellationToken cancellationToken);

    /// <summary>Jobs of all tenants that came to a final state before a time, those first that did so first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StoredJob>> ListFinishedAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a queued or running job: epoch + 1, owner = <paramref name="owner"/>, running. Earlier runners are fenced from now on.</summary>
    /// <returns>The job after the take; null where it is final or not there.</returns>
    Task<StoredJob?> TakeAsync(string id, string owner, CancellationToken cancellationToken);

    /// <summary>Says how far the job is.</summary>
    /// <returns>False where the runner is fenced.</returns>
    Task<bool> AdvanceAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken);

    /// <summary>Gives the job back to the queue, as far as it is: the runner stops in good order.</summary>
    /// <returns>False where the runner is fenced.</returns>
    Task<bool> ReleaseAsync(JobHold hold, CancellationToken cancellationToken);

    /// <summary>Ends the job as done, with its last progress.</summary>
    /// <returns>False where the runner is fenced.</returns>
    Task<bool> FinishAsync(JobHold hold, JobProgress progress, CancellationToken cancellationToken);

    /// <summary>Ends the job as failed; what its progress says stays.</summary>
    /// <returns>False where the runner is fenced.</returns>
    Task<bool> FailAsync(JobHold hold, string error, CancellationToken cancellationToken);

    /// <summary>Ends a queued or running job as cancelled and fences its runner; one that is final stays as it is.</summary>
    /// <returns>The job after it; null where the tenant has no such job.</returns>
    Task<StoredJob?> CancelAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Removes the row, whatever its state, and so fences its runner. The caller deletes the files.</summary>
    /// <returns>False where the tenant has no such job.</returns>
    Task<bool> DeleteAsync(string tenant, string id, CancellationToken cancellationToken);
}
