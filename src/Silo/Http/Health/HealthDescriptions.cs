using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Health;

/// <summary>What <c>/openapi.json</c> tells about probes.</summary>
internal static class HealthDescriptions
{
    public static OperationDescription Liveness => new()
    {
        Operation = Operation("getLiveness", "Whether the process answers", "ok"),
        Errors = [ErrorCodes.ServerFault],
    };

    public static OperationDescription Readiness => new()
    {
        Operation = Operation("getReadiness", "Whether the server takes requests", "ready"),
        Errors = [ErrorCodes.ServerUnavailable, ErrorCodes.ServerFault],
    };

    private static string Operation(string id, string summary, string status) => $$$"""
        {
          "operationId": "{{{id}}}",
          "tags": ["server"],
          "summary": "{{{summary}}}",
          "responses": {
            "200": {
              "description": "It does.",
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {"status": {"type": "string", "const": "{{{status}}}"}},
                    "required": ["status"],
                    "additionalProperties": false
                  }
                }
              }
            }
          }
        }
        """;
}
