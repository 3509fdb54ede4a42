using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls about jobs, which score files in the background; part of a <see cref="BerlinClient"/>. They need the scope <c>predict</c>.</summary>
public sealed class JobCalls
{
    private readonly ApiCalls _calls;
    private readonly ApiTransport _transport;

    internal JobCalls(ApiCalls calls, ApiTransport transport)
    {
        _calls = calls;
        _transport = transport;
    }

    /// <summary>Sends rows and makes a job of them. Not repeated: each call makes a job of its own.</summary>
    /// <param name="request">What is to be scored.</param>
    /// <param name="rows">The rows, read to their end; stays open.</param>
    /// <param name="sent">Told how many bytes were sent so far; null where nobody asks.</param>
    /// <param name="cancellationToken">Ends the call; the job may exist nevertheless.</param>
    public Task<JobDescription> CreateAsync(ScoreRequest request, Stream rows, Action<long>? sent = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        var path = FormattableString.Invariant($"v1/jobs?model={Uri.EscapeDataString(request.Model)}&top={request.Top}");
        return _transport.PostAsync(
            path, ScoringCalls.Body(request, rows, sent), ScoringCalls.MediaTypeOf(request.Output), ClientJson.Default.JobDescription, cancellationToken);
    }

    /// <summary>Tells how far a job is.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<JobDescription> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, PathOf(id), null, ClientJson.Default.JobDescription, cancellationToken);

    /// <summary>Lists one page of the tenant's jobs, the newest first.</summary>
    /// <param name="after">Where the page before ended: its <see cref="JobPage.Next"/>; null for the first page.</param>
    /// <param name="limit">Most jobs on the page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<JobPage> ListAsync(string? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, ApiPath.Page("v1/jobs", after, limit), null, ClientJson.Default.JobPage, cancellationToken);

    /// <summary>Copies the result of a job that is done.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="destination">Where it is written; stays open.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BerlinUnreachableException">The connection broke; what was written then is not whole.</exception>
    public Task CopyResultAsync(string id, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _calls.CopyAsync(PathOf(id) + "/result", destination, cancellationToken);
    }

    /// <summary>Ends a job and removes it with its files. Not repeated: the repetition would find nothing.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Ends the call; the job may be gone nevertheless.</param>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) => _calls.DeleteOnceAsync(PathOf(id), cancellationToken);

    private static string PathOf(string id) => "v1/jobs/" + ApiPath.Segment(id, nameof(id));
}
