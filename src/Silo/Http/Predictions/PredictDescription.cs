using Berlin.Grains;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Observations;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Predictions;

/// <summary>What <c>/openapi.json</c> tells about <see cref="PredictEndpoint"/>.</summary>
internal static class PredictDescription
{
    public static OperationDescription Create(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "predict",
              "tags": ["predictions"],
              "summary": "Ask a model",
              "description": "Takes one row (`features`) or many (`instances`) and answers with the most probable targets of each. Every observation that was acknowledged before is taken into account; before the first one `predictions` is empty. Of a model with entities, `entity` names whose own model answers; one that it has never seen is answered by the model as a whole.",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {
                  "name": "{{{EntityHeader.Name}}}",
                  "in": "header",
                  "description": "The member `entity`, for those who pass the request on without reading it. Where both are there, they are equal.",
                  "schema": {"$ref": "#/components/schemas/Entity"}
                }
              ],
              "requestBody": {
                "required": true,
                "description": "1 to {{{limits.MaxInstances}}} instances in at most {{{limits.MaxPredictBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {
                      "oneOf": [
                        {"$ref": "#/components/schemas/PredictOne"},
                        {"$ref": "#/components/schemas/PredictMany"}
                      ]
                    },
                    "examples": {{{Examples}}}
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "An answer of the form of the question.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "oneOf": [
                          {"$ref": "#/components/schemas/Prediction"},
                          {"$ref": "#/components/schemas/PredictionOfMany"}
                        ]
                      }
                    }
                  }
                }
              }
            }
            """,
        Schemas = EntitySchema.With(FeaturesSchema.With(limits, Schemas(limits))),
        Errors = [ErrorCodes.ModelNotFound, ErrorCodes.FeaturesInvalid],
    };

    private const string Examples = """
        {
          "one": {"value": {"features": {"text": "taxi to the airport", "amount": 30}, "top": 3}},
          "of_an_entity": {"value": {"features": {"text": "taxi to the airport", "amount": 30}, "entity": "agreement1"}},
          "many": {"value": {"instances": [{"features": {"text": "taxi to the airport"}, "entity": "agreement1"}, {"features": {"text": "hotel", "amount": 120}}]}}
        }
        """;

    private static string Schemas(HttpLimitsOptions limits) => $"{{{RequestMembers(limits)},{AnswerMembers(limits)}}}";

    private static string RequestMembers(HttpLimitsOptions limits) => $$$"""
        "Top": {"type": "integer", "minimum": 1, "maximum": {{{limits.MaxTop}}}, "default": {{{PredictBodyReader.DefaultTop}}}, "description": "Most predictions of a row."},
        "EntityOfRow": {
          "type": ["string", "null"], "minLength": 1, "maxLength": {{{ObservationRules.MaxEntityLength}}}, "pattern": "{{{EntitySchema.Pattern}}}",
          "description": "Whose own model is asked; the request's where an instance names none."
        },
        "Instance": {
          "type": "object",
          "properties": {"features": {"$ref": "#/components/schemas/Features"}, "entity": {"$ref": "#/components/schemas/EntityOfRow"} },
          "required": ["features"],
          "additionalProperties": false
        },
        "PredictOne": {
          "type": "object",
          "properties": {"features": {"$ref": "#/components/schemas/Features"}, "entity": {"$ref": "#/components/schemas/EntityOfRow"}, "top": {"$ref": "#/components/schemas/Top"} },
          "required": ["features"],
          "additionalProperties": false
        },
        "PredictMany": {
          "type": "object",
          "properties": {
            "instances": {"type": "array", "items": {"$ref": "#/components/schemas/Instance"}, "minItems": 1, "maxItems": {{{limits.MaxInstances}}} },
            "entity": {"$ref": "#/components/schemas/EntityOfRow"},
            "top": {"$ref": "#/components/schemas/Top"}
          },
          "required": ["instances"],
          "additionalProperties": false
        }
        """;

    private static string AnswerMembers(HttpLimitsOptions limits) => $$$"""
        "AnsweringEntity": {
          "type": "object",
          "description": "Only where the row has an entity and the model has entities.",
          "properties": {
            "name": {"$ref": "#/components/schemas/Entity"},
            "observations": {"type": "integer", "minimum": 0, "description": "Observations that the entity has of its own."}
          },
          "required": ["name", "observations"],
          "additionalProperties": false
        },
        "ScoredTarget": {
          "type": "object",
          "properties": {"value": {"type": "string"}, "probability": {"type": "number", "minimum": 0, "maximum": 1} },
          "required": ["value", "probability"],
          "additionalProperties": false
        },
        "ScoredTargets": {
          "type": "array", "items": {"$ref": "#/components/schemas/ScoredTarget"}, "maxItems": {{{limits.MaxTop}}},
          "description": "The most probable first."
        },
        "PredictionId": {"type": "string", "pattern": "^pr_[a-z2-7]{26}$", "description": "Names this answer."},
        "Prediction": {
          "type": "object",
          "properties": {
            "prediction_id": {"$ref": "#/components/schemas/PredictionId"},
            "model": {"$ref": "#/components/schemas/Name"},
            "version": {"type": "string", "const": "live"},
            "observations": {"type": "integer", "minimum": 0, "description": "Observations that the model has learned."},
            "entity": {"$ref": "#/components/schemas/AnsweringEntity"},
            "predictions": {"$ref": "#/components/schemas/ScoredTargets"}
          },
          "required": ["prediction_id", "model", "version", "observations", "predictions"],
          "additionalProperties": false
        },
        "PredictionOfMany": {
          "type": "object",
          "properties": {
            "prediction_id": {"$ref": "#/components/schemas/PredictionId"},
            "model": {"$ref": "#/components/schemas/Name"},
            "version": {"type": "string", "const": "live"},
            "observations": {"type": "integer", "minimum": 0, "description": "Observations that the model has learned."},
            "instances": {
              "type": "array",
              "description": "In the order of the request.",
              "items": {
                "type": "object",
                "properties": {"entity": {"$ref": "#/components/schemas/AnsweringEntity"}, "predictions": {"$ref": "#/components/schemas/ScoredTargets"} },
                "required": ["predictions"],
                "additionalProperties": false
              }
            }
          },
          "required": ["prediction_id", "model", "version", "observations", "instances"],
          "additionalProperties": false
        }
        """;
}
