using Berlin.Storage.Jobs;

namespace Berlin.Grains.Jobs;

/// <summary>Files of jobs that no row names: a crash came between a job's input and the job, or between a job's row and its files.</summary>
public static class JobOrphans
{
    /// <summary>Rows that one look into the store takes.</summary>
    private const int PageJobs = 100;

    /// <summary>Ids that have files and no row. One of them may be an input that is on its way just now.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IJobStore jobs, IJobFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(files);

        // The files come first: a job that is made meanwhile is among the rows then.
        var ids = await files.ListAsync(cancellationToken);
        var known = (await jobs.ListFinishedAsync(DateTimeOffset.MaxValue, int.MaxValue, cancellationToken)).Select(job => job.Id).ToHashSet(StringComparer.Ordinal);
        var after = 0L;
        while (await jobs.ListUnfinishedAsync(after, PageJobs, cancellationToken) is { Count: > 0 } page)
        {
            known.UnionWith(page.Select(job => job.Id));
            after = page[^1].Number;
        }

        return [.. ids.Where(id => !known.Contains(id))];
    }

    /// <summary>Deletes them. Only while no input is on its way: before the silo starts, in the one process that holds the store.</summary>
    public static async Task DeleteAsync(IJobStore jobs, IJobFiles files, CancellationToken cancellationToken)
    {
        foreach (var id in await FindAsync(jobs, files, cancellationToken))
        {
            await files.DeleteAsync(id, cancellationToken);
        }
    }
}
