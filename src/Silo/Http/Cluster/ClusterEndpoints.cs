using System.Text.Json;
using Berlin.Grains.Serving;
using Berlin.Http;
using Berlin.Silo.Engines;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.Cluster;

/// <summary>Shows the cluster to its operator: <c>GET /v1/cluster</c>, and <c>GET /v1/silo</c> for the silo that answers.</summary>
internal sealed class ClusterEndpoints(ISiloEngine engine, SiloSelf self, SiloPeers peers, ResidentHeads heads)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v1/cluster", (RequestDelegate)GetClusterAsync).WithMetadata(CallerPolicy.Operator, ClusterDescriptions.Cluster);
        endpoints.MapGet(SiloPeers.ReportPath, (RequestDelegate)GetSiloAsync).WithMetadata(CallerPolicy.Operator, ClusterDescriptions.Silo);
        endpoints.MapGet(SiloPeers.HeadsPath, (RequestDelegate)GetHeads).WithMetadata(CallerPolicy.Operator, ClusterDescriptions.Heads);
    }

    private async Task GetSiloAsync(HttpContext context)
    {
        var report = await self.ReportAsync(context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, report, static (json, report) => JsonSerializer.Serialize(json, report, SiloReportJson.Default.SiloReport));
    }

    private Task GetHeads(HttpContext context)
    {
        JsonAnswer.Write(
            context.Response,
            StatusCodes.Status200OK,
            new SiloHeads { Heads = [.. heads.Keys.Take(SiloHeads.MaxHeads)] },
            static (json, answer) => JsonSerializer.Serialize(json, answer, SiloReportJson.Default.SiloHeads));
        return Task.CompletedTask;
    }

    private async Task GetClusterAsync(HttpContext context)
    {
        var cluster = engine.Cluster;
        var reports = await peers.AskAsync(cluster, context.RequestAborted);
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, (cluster, reports), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteNumber("view_version"u8, state.cluster.ViewVersion);
            json.WriteStartArray("silos"u8);
            foreach (var (index, silo) in state.cluster.Silos.Index())
            {
                Write(json, silo, state.reports[index]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ClusterSilo silo, SiloReport? report)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, silo.Silo.Name);
        json.WriteNumber("generation"u8, silo.Silo.Generation);
        json.WriteString("status"u8, StatusOf(silo.Status));
        WriteTime(json, silo.Since);
        json.WriteString("version"u8, silo.Version);
        json.WriteString("http_url"u8, silo.HttpUrl?.GetLeftPart(UriPartial.Authority));
        json.WriteString("endpoint"u8, silo.Endpoint);
        json.WritePropertyName("report"u8);
        JsonSerializer.Serialize(json, report, SiloReportJson.Default.SiloReport!);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? since)
    {
        if (since is { } time)
        {
            json.WriteString("since"u8, time.UtcDateTime);
        }
        else
        {
            json.WriteNull("since"u8);
        }
    }

    private static string StatusOf(MembershipStatus status) => status switch
    {
        MembershipStatus.Joining => "joining",
        MembershipStatus.Active => "active",
        MembershipStatus.Leaving => "leaving",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "It is not a status."),
    };
}
