using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Observations;
using Berlin.Silo.Http.OpenApi;
using Berlin.Silo.Http.Queries;

namespace Berlin.Silo.Http.Export;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ExportEndpoint"/>.</summary>
internal static class ExportDescriptions
{
    private static string StoredObservation { get; } = ObservationParameters.With(EntitySchema.With("""
        {
          "StoredObservation": {
            "type": "object",
            "properties": {
              "sequence": {"type": "integer", "minimum": 1, "description": "Its number in the stream."},
              "id": {"$ref": "#/components/schemas/ObservationId"},
              "at": {"type": "string", "format": "date-time"},
              "features": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]} },
              "target": {"$ref": "#/components/schemas/Target", "description": "The one that holds now."},
              "observed_target": {"$ref": "#/components/schemas/Target", "description": "The one that was observed, where it was corrected since."},
              "entity": {"$ref": "#/components/schemas/Entity"},
              "subject": {"$ref": "#/components/schemas/Entity"}
            },
            "required": ["sequence", "id", "at", "features", "target"],
            "additionalProperties": false
          },
          "StoredObservationPage": {
            "type": "object",
            "properties": {
              "observations": {"type": "array", "items": {"$ref": "#/components/schemas/StoredObservation"} },
              "next": {"type": ["integer", "null"], "description": "For `after` of the next page; null on the last."}
            },
            "required": ["observations", "next"],
            "additionalProperties": false
          }
        }
        """));

    /// <summary><c>GET /v1/models/{model}/observations</c>.</summary>
    public static OperationDescription Export => new()
    {
        Operation = $$$"""
            {
              "operationId": "exportObservations",
              "tags": ["observations"],
              "summary": "Export the observations of a model, in the order in which they were stored",
              "description": "Each with the target that holds now. As CSV or lines of JSON and without `limit` the answer is the whole stream; an answer that ends in order is whole. The lines are what `POST` takes, so they make the same model elsewhere.",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {"name": "after", "in": "query", "description": "A sequence number: where the page before ended.", "schema": {"type": "integer", "minimum": 0, "default": 0} },
                {
                  "name": "limit", "in": "query",
                  "description": "Most observations of the page, which ends earlier at some megabytes. Unless told, {{{QueryParameters.DefaultLimit}}} as JSON and all in the other forms.",
                  "schema": {"type": "integer", "minimum": 1, "maximum": {{{QueryParameters.MaxLimit}}} }
                },
                {
                  "name": "format", "in": "query",
                  "description": "The form of the answer; what the header `Accept` prefers unless told.",
                  "schema": {"type": "string", "enum": ["json", "csv", "jsonl"], "default": "json"}
                }
              ],
              "responses": {
                "200": {
                  "description": "A page, or the whole stream. A page of CSV or lines has the header `{{{ExportEndpoint.NextHeader}}}`, for `after` of the next page, unless it is the last.",
                  "content": {
                    "application/json": { "schema": {"$ref": "#/components/schemas/StoredObservationPage"} },
                    "{{{ExportFormats.Csv}}}": {
                      "schema": {
                        "type": "string",
                        "description": "RFC 4180. Columns: sequence, id, at, target, observed_target, entity, subject, then the fields that the model declares. Nothing between two commas is an absent value, two quotes are an empty text. Fields that the model does not declare are in the other forms only."
                      }
                    },
                    "{{{MediaType.JsonLines}}}": { "schema": {"type": "string", "description": "One `Observation` per line."} }
                  }
                }
              }
            }
            """,
        Schemas = NameSchema.With(StoredObservation),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.TrainerMoved],
    };

    /// <summary><c>GET /v1/models/{model}/observations/{id}</c>.</summary>
    public static OperationDescription Show => new()
    {
        Operation = $$$"""
            {
              "operationId": "getObservation",
              "tags": ["observations"],
              "summary": "An observation as it is stored",
              "parameters": [{{{NameSchema.ModelParameter}}}, {{{ObservationParameters.Id}}}],
              "responses": {
                "200": {
                  "description": "The observation.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/StoredObservation"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With(StoredObservation),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.ObservationNotFound],
    };
}
