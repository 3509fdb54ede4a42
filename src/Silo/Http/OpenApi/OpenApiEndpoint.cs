using System.Buffers;
using Berlin.Grains;
using Berlin.Silo.Http.Callers;

namespace Berlin.Silo.Http.OpenApi;

/// <summary><c>GET /openapi.json</c>: what this server takes and answers, with the bounds that it was started with.</summary>
internal sealed class OpenApiEndpoint(EndpointDataSource endpoints)
{
    /// <summary>Written once: endpoints and bounds do not change while the server runs.</summary>
    private readonly Lazy<byte[]> _document = new(() => OpenApiDocument.Write(endpoints.Endpoints));

    private static OperationDescription Description => new()
    {
        Operation = """
            {
              "operationId": "getOpenApi",
              "tags": ["server"],
              "summary": "This document",
              "description": "What this server takes and answers, with the bounds that it was started with.",
              "responses": {
                "200": {"description": "An OpenAPI 3.1 document.", "content": {"application/json": {"schema": {"type": "object"}}}}
              }
            }
            """,
        Errors = [ErrorCodes.ServerUnavailable, ErrorCodes.ServerFault],
    };

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi.json", (RequestDelegate)Get).WithMetadata(CallerPolicy.Public, Description);

    private Task Get(HttpContext context)
    {
        var document = _document.Value;
        context.Response.ContentType = "application/json";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = document.Length;
        context.Response.BodyWriter.Write(document);
        return Task.CompletedTask;
    }
}
