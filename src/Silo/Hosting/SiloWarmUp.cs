using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Berlin.Grains.Tenancy;
using Berlin.Http;
using Berlin.Silo.Engines;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Cluster;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Hosting;

/// <summary>
/// The way into service: a silo that has joined asks the others which models answer there, and asks itself for a prediction of each
/// one whose requests are going to come here. So the models are loaded and the code is compiled before the first user waits for it.
/// </summary>
internal sealed partial class SiloWarmUp : IDisposable
{
    /// <summary>A round that takes more than this share of the one before it has changed nothing: code is compiled, models are in memory.</summary>
    private const double Settled = 0.8;

    /// <summary>What is asked of each model: nothing is known of the row, so every class is told by how often it came.</summary>
    private static readonly byte[] Question = """{"features":{}}"""u8.ToArray();

    private readonly ISiloEngine _engine;
    private readonly SiloPeers _peers;
    private readonly TimeProvider _time;
    private readonly WarmUpOptions _options;
    private readonly ILogger _logger;
    private readonly HttpClient _http;

    public SiloWarmUp(
        ISiloEngine engine, SiloPeers peers, IOptions<GatewayJoinOptions> join, IOptions<WarmUpOptions> options, TimeProvider time, ILogger<SiloWarmUp> logger)
    {
        _engine = engine;
        _peers = peers;
        _time = time;
        _options = options.Value;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        _http.DefaultRequestHeaders.Add(CallerHeaders.Join, join.Value.Secret);
        _http.DefaultRequestHeaders.Add(CallerHeaders.Scopes, ApiKeyScopes.Predict);
    }

    /// <summary>Returns when answers are as quick as they get, or the time is over; a model that cannot be loaded is left to its first request.</summary>
    /// <param name="self">Where this silo listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Uri self, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        using var bound = new CancellationTokenSource(_options.MaxTime, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken, _engine.DeclaredDead);
        var (models, rounds) = (0, 0);
        try
        {
            var keys = (await _peers.FindHeadsAsync(_engine.Cluster, end.Token)).Where(_engine.IsFirstFor).ToArray();
            models = keys.Length;
            var previous = TimeSpan.MaxValue;
            while (models > 0)
            {
                var took = await AskAllAsync(self, keys, end.Token);
                rounds++;
                if (took > previous * Settled)
                {
                    break;
                }

                previous = took;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The rest is loaded as it is asked for.
        }

        var seconds = _time.GetElapsedTime(began).TotalSeconds;
        LogWarm(models, rounds, seconds);
    }

    public void Dispose() => _http.Dispose();

    private async Task<TimeSpan> AskAllAsync(Uri self, string[] keys, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, parallel, async (key, token) => await AskAsync(self, key, token));
        return _time.GetElapsedTime(began);
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "The request is awaited before it is disposed of.")]
    private async Task AskAsync(Uri self, string key, CancellationToken cancellationToken)
    {
        if (key.Split('/') is not [var tenant, var model])
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(self, $"/v1/models/{model}/predict")) { Content = new ByteArrayContent(Question) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(CallerHeaders.Tenant, tenant);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                LogRefused(key, (int)response.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            LogFailed(key, exception.Message);
        }
    }

    [LoggerMessage(EventId = 4401, Level = LogLevel.Information, Message = "Warm: {Models} models that answer elsewhere, {Rounds} rounds, {Seconds:F1} s")]
    private partial void LogWarm(int models, int rounds, double seconds);

    [LoggerMessage(EventId = 4402, Level = LogLevel.Debug, Message = "Model {Model} was not loaded: status {Status}")]
    private partial void LogRefused(string model, int status);

    [LoggerMessage(EventId = 4403, Level = LogLevel.Debug, Message = "Model {Model} was not loaded: {Reason}")]
    private partial void LogFailed(string model, string reason);
}
