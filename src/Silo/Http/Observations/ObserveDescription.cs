using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Observations;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ObserveEndpoint"/>.</summary>
internal static class ObserveDescription
{
    public static OperationDescription Create(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "observe",
              "tags": ["observations"],
              "summary": "Teach a model",
              "description": "200 means that the accepted observations are stored and learned. Every observation has an id, its own or one made of `{{{ObserveEndpoint.IdempotencyKeyHeader}}}`, so the same request may be sent again after any failure: what is stored already counts as a duplicate. An observation at fault is reported in `rejected`; the others are stored.",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {
                  "name": "{{{ObserveEndpoint.IdempotencyKeyHeader}}}",
                  "in": "header",
                  "description": "Observations without an id get `<this>/<index>`.",
                  "schema": {"type": "string", "minLength": 1, "maxLength": {{{ObservationRules.MaxIdempotencyKeyLength}}}, "pattern": "^[ -~]*$"},
                  "example": "import-2014-04"
                }
              ],
              "requestBody": {
                "required": true,
                "description": "1 to {{{limits.MaxObservations}}} observations in at most {{{limits.MaxObservationsBodyBytes}}} bytes.",
                "content": {
                  "{{{MediaType.Json}}}": {
                    "schema": {"$ref": "#/components/schemas/Observations"},
                    "examples": {{{JsonExamples}}}
                  },
                  "{{{MediaType.JsonLines}}}": {
                    "schema": {
                      "type": "string",
                      "description": "One `Observation` object per line. A line that is not well-formed JSON is a rejected observation; blank lines are passed over."
                    },
                    "examples": {{{LineExamples}}}
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "What has become of the observations.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/ObserveResult"} } }
                }
              }
            }
            """,
        Schemas = FeaturesSchema.With(limits, Schemas(limits)),
        Errors = [ErrorCodes.ModelNotFound, ErrorCodes.ObservationIdMissing, ErrorCodes.TrainerBusy, ErrorCodes.TrainerMoved],
    };

    private const string JsonExamples = """
        {
          "with_ids": {
            "value": {
              "observations": [
                {"id": "a1", "at": "2026-04-02T00:00:00Z", "features": {"text": "taxi to conference", "amount": 12.5}, "target": "2770"},
                {"id": "a2", "features": {"text": "hotel in paris", "amount": 180}, "target": "2780", "entity": "agreement1", "subject": "anna"}
              ]
            }
          },
          "with_idempotency_key": {
            "value": {"observations": [{"features": {"text": "train ticket", "amount": 42}, "target": "2770"}]}
          }
        }
        """;

    private const string LineExamples = """
        {
          "lines": {
            "value": "{\"id\":\"b1\",\"features\":{\"text\":\"taxi home\",\"amount\":20},\"target\":\"2770\"}\n{\"id\":\"b2\",\"features\":{\"text\":\"printer paper\"},\"target\":\"6800\"}\n"
          }
        }
        """;

    private static string Schemas(HttpLimitsOptions limits) => $$$"""
        {
          "Observations": {
            "type": "object",
            "properties": {
              "observations": {"type": "array", "items": {"$ref": "#/components/schemas/Observation"}, "minItems": 1, "maxItems": {{{limits.MaxObservations}}} }
            },
            "required": ["observations"],
            "additionalProperties": false
          },
          "Observation": {
            "type": "object",
            "properties": {
              "id": {
                "type": ["string", "null"], "minLength": 1, "maxLength": {{{ObservationRules.MaxIdLength}}}, "pattern": "^[!-~]([ -~]*[!-~])?$",
                "description": "Identifies the observation within the model. It may be left out where the request has the header {{{ObserveEndpoint.IdempotencyKeyHeader}}}."
              },
              "at": {"type": ["string", "null"], "format": "date-time", "description": "When it happened: {{{ObservationRules.At}}}."},
              "features": {"$ref": "#/components/schemas/Features"},
              "target": {
                "type": "string", "minLength": 1, "maxLength": {{{ObservationRules.MaxTargetLength}}}, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
                "description": "The right answer: {{{ObservationRules.Target}}}."
              },
              "entity": {"type": ["string", "null"], "minLength": 1, "maxLength": {{{ObservationRules.MaxEntityLength}}}, "pattern": "{{{EntitySchema.Pattern}}}", "description": "Whose own model learns it, in a model with entities."},
              "subject": {"type": ["string", "null"], "minLength": 1, "maxLength": {{{ObservationRules.MaxEntityLength}}}, "pattern": "{{{EntitySchema.Pattern}}}", "description": "Whom it is about; everything of a subject can be removed at once."}
            },
            "required": ["features", "target"],
            "additionalProperties": false
          },
          "ObserveResult": {
            "type": "object",
            "properties": {
              "accepted": {"type": "integer", "minimum": 0, "description": "Observations that are stored now and were not before."},
              "duplicates": {"type": "integer", "minimum": 0, "description": "Observations that were stored already, with the same content."},
              "rejected": {"type": "array", "items": {"$ref": "#/components/schemas/RejectedObservation"} },
              "sequence": {"type": "integer", "minimum": 0, "description": "Number of the last row of the model's stream."}
            },
            "required": ["accepted", "duplicates", "rejected", "sequence"],
            "additionalProperties": false
          },
          "RejectedObservation": {
            "type": "object",
            "properties": {
              "index": {"type": "integer", "minimum": 0, "description": "Position in the request."},
              "code": {
                "type": "string",
                "enum": ["{{{ErrorCodes.FeaturesInvalid}}}", "{{{ErrorCodes.ObservationConflict}}}", "{{{ErrorCodes.ObservationInvalid}}}", "{{{ErrorCodes.ObservationTooLarge}}}", "{{{ErrorCodes.ObservationTooManyClasses}}}"]
              },
              "error": {"type": "string", "description": "Names the fault, the field and the bound."}
            },
            "required": ["index", "code", "error"],
            "additionalProperties": false
          }
        }
        """;
}
