using System.Diagnostics.CodeAnalysis;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Cluster;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ClusterEndpoints"/>.</summary>
internal static class ClusterDescriptions
{
    /// <summary>The schema of a report, which both operations share.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    private const string ReportSchema = """
        {
          "type": "object",
          "properties": {
            "name": {"type": "string"},
            "generation": {"type": "integer"},
            "view_version": {"type": "integer", "description": "The newest view that this silo knows."},
            "uptime_seconds": {"type": "number", "minimum": 0},
            "trainers": {"type": "integer", "minimum": 0, "description": "Streams that are open for writing there."},
            "heads": {"type": "integer", "minimum": 0, "description": "Models that answer there."},
            "activations": {"type": "integer", "minimum": 0, "description": "All that it holds in memory, those included."},
            "moves": {"type": "integer", "minimum": 0, "description": "How many have left it for another silo because ownership moved, since its start."},
            "lease_age_seconds": {"type": ["number", "null"], "minimum": 0, "description": "Since its lease was renewed; null where it has none."}
          },
          "required": ["name", "generation", "view_version", "uptime_seconds", "trainers", "heads", "activations", "moves", "lease_age_seconds"],
          "additionalProperties": false
        }
        """;

    /// <summary><c>GET /v1/cluster</c>.</summary>
    public static OperationDescription Cluster => new()
    {
        Operation = """
            {
              "operationId": "getCluster",
              "tags": ["cluster"],
              "summary": "Show the silos of the cluster",
              "description": "As the silo sees it that answers; each silo is asked for its report and has a second to give it.",
              "responses": {
                "200": {
                  "description": "The cluster.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Cluster"} } }
                }
              }
            }
            """,
        Schemas = $$"""
            {
              "SiloReport": {{ReportSchema}},
              "Cluster": {
                "type": "object",
                "properties": {
                  "view_version": {"type": "integer", "description": "Number of the view; it rises with each change."},
                  "silos": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {
                        "name": {"type": "string"},
                        "generation": {"type": "integer", "description": "Number of the start; greater at each."},
                        "status": {"type": "string", "enum": ["joining", "active", "leaving"], "description": "An active one owns its share of the models."},
                        "since": {"type": ["string", "null"], "format": "date-time", "description": "Since when it has that status, by the clock of the database."},
                        "version": {"type": ["string", "null"], "description": "Of its program."},
                        "http_url": {"type": ["string", "null"], "description": "Where gateways reach it; null for one in the gateway's process."},
                        "endpoint": {"type": ["string", "null"], "description": "Where other silos reach it."},
                        "report": {"oneOf": [{"$ref": "#/components/schemas/SiloReport"}, {"type": "null"}], "description": "What it tells of itself; null where it did not answer."}
                      },
                      "required": ["name", "generation", "status", "since", "version", "http_url", "endpoint", "report"],
                      "additionalProperties": false
                    }
                  }
                },
                "required": ["view_version", "silos"],
                "additionalProperties": false
              }
            }
            """,
    };

    /// <summary><c>GET /v1/silo</c>.</summary>
    public static OperationDescription Silo => new()
    {
        Operation = """
            {
              "operationId": "getSilo",
              "tags": ["cluster"],
              "summary": "Show the silo that answers",
              "responses": {
                "200": {
                  "description": "What it tells of itself.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/SiloReport"} } }
                }
              }
            }
            """,
        Schemas = $$"""{"SiloReport": {{ReportSchema}}}""",
    };

    /// <summary><c>GET /v1/silo/heads</c>.</summary>
    public static OperationDescription Heads => new()
    {
        Operation = """
            {
              "operationId": "getSiloHeads",
              "tags": ["cluster"],
              "summary": "Show the models that answer on the silo",
              "description": "A silo that joins asks the others, and loads those that it is going to answer for.",
              "responses": {
                "200": {
                  "description": "The models in its memory, in no order.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/SiloHeads"} } }
                }
              }
            }
            """,
        Schemas = """
            {
              "SiloHeads": {
                "type": "object",
                "properties": {
                  "heads": {"type": "array", "maxItems": 10000, "items": {"type": "string", "description": "`tenant/model`"}}
                },
                "required": ["heads"],
                "additionalProperties": false
              }
            }
            """,
    };
}
