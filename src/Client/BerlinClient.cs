using System.Net.Http.Headers;
using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls a Berlin server over HTTP.</summary>
/// <remarks>
/// <para>Safe for concurrent use. A call ends in its record, a <see cref="BerlinApiException"/> (the server refused), a
/// <see cref="BerlinUnreachableException"/> (no answer), or an <see cref="OperationCanceledException"/>.</para>
/// <para>Calls that may be repeated without harm are repeated within <see cref="BerlinClientOptions"/> after 429, 503 and
/// broken connections. Observations are among them because each carries an id; making a tenant is not, because its
/// key is told once.</para>
/// </remarks>
public sealed class BerlinClient : IDisposable
{
    private static readonly MediaTypeHeaderValue JsonLines = new("application/x-ndjson");

    private readonly HttpClient _http;
    private readonly HttpClient _streams;
    private readonly ApiCalls _calls;

    /// <summary>Makes a client with connections of its own.</summary>
    /// <param name="address">Where the server is, for example <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="key">API key, or null for the calls that need none.</param>
    /// <param name="options">How patiently calls are repeated; null for the defaults.</param>
    public BerlinClient(Uri address, string? key = null, BerlinClientOptions? options = null)
        : this(address, key, new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, options)
    {
    }

    /// <summary>Makes a client over a given handler, which it then owns.</summary>
    /// <param name="address">Where the server is.</param>
    /// <param name="key">API key, or null for the calls that need none.</param>
    /// <param name="handler">Sends the requests; disposed with the client.</param>
    /// <param name="options">How patiently calls are repeated; null for the defaults.</param>
    public BerlinClient(Uri address, string? key, HttpMessageHandler handler, BerlinClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        _http = new HttpClient(handler, disposeHandler: true) { BaseAddress = WithTrailingSlash(address) };
        _calls = new ApiCalls(new ApiTransport(_http, key), new RetryPolicy(options ?? new BerlinClientOptions()));
        Entities = new EntityCalls(_calls);
        Keys = new KeyCalls(_calls);
        Stored = new StoredObservationCalls(_calls);
        Tenants = new TenantCalls(_calls);

        // What is sent and answered in a stream takes as long as it takes; the server watches over silence.
        _streams = new HttpClient(handler, disposeHandler: false) { BaseAddress = _http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        Scoring = new ScoringCalls(new ApiTransport(_streams, key));
        Jobs = new JobCalls(_calls, new ApiTransport(_streams, key));
    }

    /// <summary>Where the server is.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>Calls about the entities of models.</summary>
    public EntityCalls Entities { get; }

    /// <summary>Calls about the keys of the caller's tenant.</summary>
    public KeyCalls Keys { get; }

    /// <summary>Calls about observations that are stored: reading, export, correction, removal.</summary>
    public StoredObservationCalls Stored { get; }

    /// <summary>Calls that score many rows.</summary>
    public ScoringCalls Scoring { get; }

    /// <summary>Calls about jobs, which score files in the background.</summary>
    public JobCalls Jobs { get; }

    /// <summary>Calls about tenants, with the operator key.</summary>
    public TenantCalls Tenants { get; }

    /// <summary>Makes a model or changes its definition.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="cancellationToken">Ends the call; the definition may be stored nevertheless.</param>
    /// <returns>The model as it now is.</returns>
    public Task<ModelDescription> DefineModelAsync(
        string model, ModelDefinition definition, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(definition, ClientJson.Default.ModelDefinition);
        return _calls.SendAsync(HttpMethod.Put, ApiPath.Model(model), content, ClientJson.Default.ModelDescription, cancellationToken);
    }

    /// <summary>Makes a model or changes its definition, from JSON that goes to the server as it is.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="definitionJson">The definition as UTF-8 JSON.</param>
    /// <param name="cancellationToken">Ends the call; the definition may be stored nevertheless.</param>
    /// <returns>The model as it now is.</returns>
    public Task<ModelDescription> DefineModelAsync(
        string model, ReadOnlyMemory<byte> definitionJson, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.RawJson(definitionJson);
        return _calls.SendAsync(HttpMethod.Put, ApiPath.Model(model), content, ClientJson.Default.ModelDescription, cancellationToken);
    }

    /// <summary>Describes a model: definition, sequence, progressive metrics, checkpoint.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="withDigest">Whether to compute the digest of the learner's bytes too, which costs O(state).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ModelDescription> GetModelAsync(
        string model, bool withDigest = false, CancellationToken cancellationToken = default)
    {
        var path = ApiPath.Model(model) + (withDigest ? "?digest=true" : string.Empty);
        return _calls.SendAsync(HttpMethod.Get, path, null, ClientJson.Default.ModelDescription, cancellationToken);
    }

    /// <summary>Lists one page of the tenant's models, in the order of their names.</summary>
    /// <param name="after">Name after which the page begins; null for the first page.</param>
    /// <param name="limit">Most models on the page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ModelPage> ListModelsAsync(
        string? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var path = ApiPath.Page("v1/models", after, limit);
        return _calls.SendAsync(HttpMethod.Get, path, null, ClientJson.Default.ModelPage, cancellationToken);
    }

    /// <summary>Deletes a model with everything of it. Not repeated: the repetition would find nothing.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="cancellationToken">Ends the call; the model may be gone nevertheless.</param>
    public Task DeleteModelAsync(string model, CancellationToken cancellationToken = default)
    {
        return _calls.DeleteOnceAsync(ApiPath.Model(model), cancellationToken);
    }

    /// <summary>Stores observations and teaches the model; when it returns, those not rejected are stored durably.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="observations">1 to 10,000 observations, at most 32 MiB as JSON.</param>
    /// <param name="cancellationToken">Ends the call; observations may be stored nevertheless, and repeating them is harmless.</param>
    public Task<ObserveResult> ObserveAsync(
        string model, IReadOnlyList<Observation> observations, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(new ObserveRequest(observations), ClientJson.Default.ObserveRequest);
        return _calls.SendAsync(HttpMethod.Post, ApiPath.Model(model) + "/observations", content, ClientJson.Default.ObserveResult, cancellationToken);
    }

    /// <summary>Stores observations that are written already, one JSON object a line.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="lines">1 to 10,000 lines of UTF-8 JSON, at most 32 MiB; each object has an <c>id</c>. Not changed or kept.</param>
    /// <param name="cancellationToken">Ends the call; observations may be stored nevertheless, and repeating them is harmless.</param>
    /// <remarks>A malformed line is one rejected observation; the others are stored.</remarks>
    public Task<ObserveResult> ObserveLinesAsync(
        string model, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.RawBody(lines, JsonLines);
        return _calls.SendAsync(HttpMethod.Post, ApiPath.Model(model) + "/observations", content, ClientJson.Default.ObserveResult, cancellationToken);
    }

    /// <summary>Ranks the classes for one instance.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="features">The features by field; fields that the model does not declare are ignored.</param>
    /// <param name="top">How many answers, 1 to 1,000.</param>
    /// <param name="entity">Whose own model is asked, in a model with entities; null for the model as a whole.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<PredictResult> PredictAsync(
        string model,
        IReadOnlyDictionary<string, FeatureValue> features,
        int top = 3,
        string? entity = null,
        CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(new PredictRequest(features, entity, top), ClientJson.Default.PredictRequest);
        return _calls.SendAsync(HttpMethod.Post, ApiPath.Model(model) + "/predict", content, ClientJson.Default.PredictResult, cancellationToken);
    }

    /// <summary>Ranks the classes for several instances.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="instances">1 to 1,000 instances, each the features by field.</param>
    /// <param name="top">How many answers for each, 1 to 1,000.</param>
    /// <param name="entities">Per instance whose own model is asked; null where none is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<PredictManyResult> PredictManyAsync(
        string model,
        IReadOnlyList<IReadOnlyDictionary<string, FeatureValue>> instances,
        int top = 3,
        IReadOnlyList<string?>? entities = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var request = new PredictManyRequest([.. instances.Select((features, row) => new PredictInstance(features, entities?[row]))], top);
        var content = ApiCalls.JsonBody(request, ClientJson.Default.PredictManyRequest);
        return _calls.SendAsync(HttpMethod.Post, ApiPath.Model(model) + "/predict", content, ClientJson.Default.PredictManyResult, cancellationToken);
    }

    /// <summary>Shows the silos of the cluster, with the operator key.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ClusterReport> GetClusterAsync(CancellationToken cancellationToken = default)
    {
        return _calls.SendAsync(HttpMethod.Get, "v1/cluster", null, ClientJson.Default.ClusterReport, cancellationToken);
    }

    /// <summary>Asks whether the process lives.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ServerStatus> GetLivenessAsync(CancellationToken cancellationToken = default)
    {
        return _calls.SendAsync(HttpMethod.Get, "livez", null, ClientJson.Default.ServerStatus, cancellationToken);
    }

    /// <summary>Asks whether the server takes calls; waits for it within the retry bounds.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ServerStatus> GetReadinessAsync(CancellationToken cancellationToken = default)
    {
        return _calls.SendAsync(HttpMethod.Get, "readyz", null, ClientJson.Default.ServerStatus, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _streams.Dispose();
        _http.Dispose();
    }

    private static Uri WithTrailingSlash(Uri address)
    {
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
