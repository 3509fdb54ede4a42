using System.Text.Json;
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

    /// <summary>A silo that takes longer is as good as away for whoever looks at the cluster.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>A report is some 300 bytes; what is larger is none.</summary>
    private const int MaxReportBytes = 16 * 1024;

    private readonly SiloSelf _self;
    private readonly HttpClient _http;

    public SiloPeers(SiloSelf self, IOptions<GatewayJoinOptions> join)
    {
        _self = self;
        var handler = new SocketsHttpHandler { ConnectTimeout = Bound, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) };
        _http = new HttpClient(handler) { Timeout = Bound, MaxResponseContentBufferSize = MaxReportBytes };
        _http.DefaultRequestHeaders.Add(CallerHeaders.Join, join.Value.Secret);
        _http.DefaultRequestHeaders.Add(CallerHeaders.Scopes, ApiKeyScopes.Operate);
    }

    /// <summary>The reports in the order of the silos; null where a silo did not answer in time, or another start of it did.</summary>
    public Task<SiloReport?[]> AskAsync(ClusterSnapshot cluster, CancellationToken cancellationToken) =>
        Task.WhenAll(cluster.Silos.Select(silo => AskAsync(silo, cluster.Self, cancellationToken)));

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

        try
        {
            var bytes = await _http.GetByteArrayAsync(new Uri(silo.HttpUrl, ReportPath), cancellationToken);
            var report = JsonSerializer.Deserialize(bytes, SiloReportJson.Default.SiloReport);
            return report is not null && new SiloName(report.Name, report.Generation) == silo.Silo ? report : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
