using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berlin.Http;
using Berlin.Grains.Tenancy;
using Berlin.Silo.Engines;
using Berlin.Silo.Http.Callers;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Cluster;

/// <summary>Asks the silos of the cluster for their reports, as a gateway would: all at once, each with a bound.</summary>
internal sealed class SiloPeers : IDisposable
{
    /// <summary>Path of a silo's report on itself.</summary>
    public const string ReportPath = "/v1/silo";

    /// <summary>Path of the list of models that answer on a silo.</summary>
    public const string HeadsPath = "/v1/silo/heads";

    /// <summary>A silo that takes longer is as good as away for whoever looks at the cluster.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>A report is some 300 bytes, and a list of models some 40 bytes for each; what is larger is neither.</summary>
    private const int MaxAnswerBytes = 2 * 1024 * 1024;

    private readonly SiloSelf _self;
    private readonly HttpClient _http;

    public SiloPeers(SiloSelf self, IOptions<GatewayJoinOptions> join)
    {
        _self = self;
        var handler = new SocketsHttpHandler { ConnectTimeout = Bound, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) };
        _http = new HttpClient(handler) { Timeout = Bound, MaxResponseContentBufferSize = MaxAnswerBytes };
        _http.DefaultRequestHeaders.Add(CallerHeaders.Join, join.Value.Secret);
        _http.DefaultRequestHeaders.Add(CallerHeaders.Scopes, ApiKeyScopes.Operate);
    }

    /// <summary>The reports in the order of the silos; null where a silo did not answer in time, or another start of it did.</summary>
    public Task<SiloReport?[]> AskAsync(ClusterSnapshot cluster, CancellationToken cancellationToken) =>
        Task.WhenAll(cluster.Silos.Select(silo => AskAsync(silo, cluster.Self, cancellationToken)));

    /// <summary>The models that answer on the other silos, each once; without those of silos that do not answer.</summary>
    public async Task<IReadOnlyCollection<string>> FindHeadsAsync(ClusterSnapshot cluster, CancellationToken cancellationToken)
    {
        var others = cluster.Silos.Where(silo => silo.Silo != cluster.Self && silo.HttpUrl is not null);
        var answers = await Task.WhenAll(others.Select(silo => GetAsync(new Uri(silo.HttpUrl!, HeadsPath), SiloReportJson.Default.SiloHeads, cancellationToken)));
        return answers.SelectMany(answer => answer?.Heads ?? []).ToHashSet(StringComparer.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private async Task<SiloReport?> AskAsync(ClusterSilo silo, SiloName self, CancellationToken cancellationToken)
    {
        if (silo.Silo == self)
        {
            return await _self.ReportAsync(cancellationToken);
        }

        if (silo.HttpUrl is null)
        {
            return null;
        }

        var report = await GetAsync(new Uri(silo.HttpUrl, ReportPath), SiloReportJson.Default.SiloReport, cancellationToken);
        return report is not null && new SiloName(report.Name, report.Generation) == silo.Silo ? report : null;
    }

    /// <summary>Null where the silo did not answer, or not with that.</summary>
    private async Task<T?> GetAsync<T>(Uri address, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(await _http.GetByteArrayAsync(address, cancellationToken), type);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
