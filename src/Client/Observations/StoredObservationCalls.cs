using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls about observations that are stored; part of a <see cref="BerlinClient"/>.</summary>
public sealed class StoredObservationCalls
{
    private readonly ApiCalls _calls;

    internal StoredObservationCalls(ApiCalls calls) => _calls = calls;

    /// <summary>Reads an observation; needs the scope <c>manage</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="id">The observation's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<StoredObservation> GetAsync(string model, string id, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, PathOf(model, id), null, ClientJson.Default.StoredObservation, cancellationToken);

    /// <summary>Reads one page of a model's observations, in the order in which they were stored; needs the scope <c>manage</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="after">Sequence number after which the page begins.</param>
    /// <param name="limit">Most observations on the page, 1 to 1,000; large ones end it earlier.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<StoredObservationPage> ListAsync(string model, long after = 0, int limit = 100, CancellationToken cancellationToken = default)
    {
        var path = FormattableString.Invariant($"{ApiPath.Model(model)}/observations?after={after}&limit={limit}");
        return _calls.SendAsync(HttpMethod.Get, path, null, ClientJson.Default.StoredObservationPage, cancellationToken);
    }

    /// <summary>Copies the whole stream of a model; needs the scope <c>manage</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="format"><c>csv</c>, or <c>jsonl</c>, which <see cref="BerlinClient.ObserveLinesAsync"/> takes back.</param>
    /// <param name="destination">Where it is written; stays open.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="BerlinUnreachableException">The connection broke; what was written then is not whole.</exception>
    public Task ExportAsync(string model, string format, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentException.ThrowIfNullOrEmpty(format);
        return _calls.CopyAsync($"{ApiPath.Model(model)}/observations?format={Uri.EscapeDataString(format)}", destination, cancellationToken);
    }

    /// <summary>Corrects the target of an observation; needs the scope <c>observe</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="id">The observation's id.</param>
    /// <param name="target">The class that is true.</param>
    /// <param name="cancellationToken">Ends the call; the correction may be stored nevertheless, and repeating it is harmless.</param>
    public Task<CorrectionResult> CorrectAsync(string model, string id, string target, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(new CorrectRequest(target), ClientJson.Default.CorrectRequest);
        return _calls.SendAsync(HttpMethod.Put, PathOf(model, id), content, ClientJson.Default.CorrectionResult, cancellationToken);
    }

    /// <summary>Removes an observation and what was learned of it; needs the scope <c>manage</c>. Not repeated: the repetition would find nothing.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="id">The observation's id.</param>
    /// <param name="cancellationToken">Ends the call; the observation may be gone nevertheless.</param>
    public Task<RemovalResult> RemoveAsync(string model, string id, CancellationToken cancellationToken = default) =>
        _calls.SendOnceAsync(HttpMethod.Delete, PathOf(model, id), null, ClientJson.Default.RemovalResult, cancellationToken);

    /// <summary>Removes everything that is about a subject, and what was learned of it; needs the scope <c>manage</c>.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Ends the call; the observations may be gone nevertheless.</param>
    public Task<RemovalResult> RemoveSubjectAsync(string model, string subject, CancellationToken cancellationToken = default)
    {
        var path = $"{ApiPath.Model(model)}/subjects/{ApiPath.Segment(subject, nameof(subject))}";
        return _calls.SendAsync(HttpMethod.Delete, path, null, ClientJson.Default.RemovalResult, cancellationToken);
    }

    private static string PathOf(string model, string id) => $"{ApiPath.Model(model)}/observations/{ApiPath.Segment(id, nameof(id))}";
}
