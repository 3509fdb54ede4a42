using System.Collections.Concurrent;
using Berlin.Grains.Jobs;
using Berlin.Storage.Jobs;

namespace Berlin.Http.Tests.Fakes;

/// <summary>Jobs and their files in memory: what is made stays as a test leaves it.</summary>
public sealed class FakeJobs : IJobFiles
{
    /// <summary>Jobs by <c>tenant/id</c>.</summary>
    public ConcurrentDictionary<string, JobReport> Jobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs by id.</summary>
    public ConcurrentDictionary<string, byte[]> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Results by id.</summary>
    public ConcurrentDictionary<string, byte[]> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>Judges a job before its input is sent, and when it is made.</summary>
    public Action<string> OnAdmit { get; set; } = _ => { };

    /// <summary>Judges a job when it is made.</summary>
    public Action<JobRequest> OnCreate { get; set; } = _ => { };

    public IJobGrain For(string key) => new Job(this, key);

    public IJobDirectoryGrain DirectoryFor(string tenant) => new Directory(this, tenant);

    /// <summary>Moves a job on.</summary>
    public void Change(string id, Func<JobReport, JobReport> change)
    {
        var key = $"{SiloUnderTest.Tenant}/{id}";
        Jobs[key] = change(Jobs[key]);
    }

    public async Task<long> WriteInputAsync(string id, Stream input, long maxBytes, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await input.CopyToAsync(copy, cancellationToken);
        Inputs[id] = copy.Length <= maxBytes ? copy.ToArray() : throw new JobInputTooLargeException(maxBytes);
        return copy.Length;
    }

    public Task<Stream?> OpenResultAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(Results.TryGetValue(id, out var bytes) ? new MemoryStream(bytes, writable: false) : null);

    public Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        Inputs.TryRemove(id, out _);
        Results.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenInputAsync(string id, long offset, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> WriteResultAsync(string id, long epoch, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListAsync(TimeSpan unchangedFor, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class Job(FakeJobs jobs, string key) : IJobGrain
    {
        public Task<JobReport> CreateAsync(JobRequest request, CancellationToken cancellationToken)
        {
            jobs.OnCreate(request);
            var job = new JobReport
            {
                Id = key.Split('/')[1], Number = jobs.Jobs.Count + 1, Model = request.Model, Options = request.Options, State = JobStates.Queued,
                InputBytes = request.InputBytes, BytesRead = 0, ResultBytes = 0, Rows = 0, RowsFailed = 0, CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            };
            jobs.Jobs[key] = job;
            return Task.FromResult(job);
        }

        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JobReport?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(jobs.Jobs.GetValueOrDefault(key));

        public Task<bool> RemoveAsync(CancellationToken cancellationToken) => Task.FromResult(jobs.Jobs.TryRemove(key, out _));
    }

    private sealed class Directory(FakeJobs jobs, string tenant) : IJobDirectoryGrain
    {
        public Task AdmitAsync(string model, CancellationToken cancellationToken)
        {
            jobs.OnAdmit(model);
            return Task.CompletedTask;
        }

        public Task<JobReport[]> ListAsync(long? before, int limit, CancellationToken cancellationToken) => Task.FromResult(jobs.Jobs
            .Where(job => job.Key.StartsWith(tenant + "/", StringComparison.Ordinal)).Select(job => job.Value)
            .Where(job => before is null || job.Number < before).OrderByDescending(job => job.Number).Take(limit).ToArray());
    }
}
