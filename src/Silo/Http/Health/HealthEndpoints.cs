using Berlin.Grains;
using Berlin.Http;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.Health;

/// <summary><c>GET /livez</c>: the process answers. <c>GET /readyz</c>: it takes requests.</summary>
internal sealed class HealthEndpoints(IReadiness readiness)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/livez", (RequestDelegate)GetLiveness).WithMetadata(CallerPolicy.Public, HealthDescriptions.Liveness);
        endpoints.MapGet("/readyz", (RequestDelegate)GetReadiness).WithMetadata(CallerPolicy.Public, HealthDescriptions.Readiness);
    }

    private static Task GetLiveness(HttpContext context)
    {
        WriteStatus(context, "ok");
        return Task.CompletedTask;
    }

    private Task GetReadiness(HttpContext context)
    {
        var state = readiness.Current;
        if (state.Phase == ReadinessPhase.Ready)
        {
            WriteStatus(context, "ready");
        }
        else
        {
            ErrorAnswer.Write(context, ErrorCodes.ServerUnavailable, state.Reason);
        }

        return Task.CompletedTask;
    }

    private static void WriteStatus(HttpContext context, string status) =>
        JsonAnswer.Write(context.Response, StatusCodes.Status200OK, status, static (json, status) =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteEndObject();
        });
}
