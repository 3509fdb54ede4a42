using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Models;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ModelEndpoints"/>.</summary>
internal static class ModelDescriptions
{
    /// <summary><c>GET /v1/models</c>.</summary>
    public static OperationDescription List => new()
    {
        Operation = $$$"""
            {
              "operationId": "listModels",
              "tags": ["models"],
              "summary": "List the tenant's models, in order of their names",
              "parameters": [{{{PageParameters.AfterName}}}, {{{PageParameters.Limit("models")}}}],
              "responses": {
                "200": {
                  "description": "A page of models.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/ModelPage"} } }
                }
              }
            }
            """,
        Schemas = ModelSchemas.Text,
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.TrainerMoved],
    };

    /// <summary><c>GET /v1/models/{model}</c>.</summary>
    public static OperationDescription Show => new()
    {
        Operation = $$$"""
            {
              "operationId": "getModel",
              "tags": ["models"],
              "summary": "A model: its definition, how much it has learned, and how well",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {
                  "name": "digest",
                  "in": "query",
                  "description": "Whether to add `learner_digest`, which costs as much as a checkpoint.",
                  "schema": {"type": "boolean", "default": false}
                },
                {
                  "name": "If-None-Match",
                  "in": "header",
                  "description": "`ETag` of an earlier answer: 304 where the definition is still the same, whatever has been learned since.",
                  "schema": {"type": "string"}
                }
              ],
              "responses": {
                "200": {
                  "description": "The model.",
                  "headers": {{{RevisionHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                },
                "304": {"description": "The definition is the one that `If-None-Match` names.", "headers": {{{RevisionHeader}}} }
              }
            }
            """,
        Schemas = ModelSchemas.Text,
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.TrainerMoved],
    };

    /// <summary><c>DELETE /v1/models/{model}</c>.</summary>
    public static OperationDescription Delete => new()
    {
        Operation = $$$"""
            {
              "operationId": "deleteModel",
              "tags": ["models"],
              "summary": "Delete a model with everything of it",
              "description": "Its definition, observations and everything learned are gone when the answer is there; they cannot be brought back.",
              "parameters": [{{{NameSchema.ModelParameter}}}],
              "responses": { "204": {"description": "The model is gone."} }
            }
            """,
        Schemas = NameSchema.With("{}"),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.TrainerMoved],
    };

    /// <summary><c>PUT /v1/models/{model}</c>.</summary>
    public static OperationDescription Define(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "defineModel",
              "tags": ["models"],
              "summary": "Make a model, or change it",
              "description": "A change that the learned state cannot follow (other features, columns or learner) is refused with `model.incompatible_change`. Members that are not listed are refused by name.",
              "parameters": [
                {{{NameSchema.ModelParameter}}},
                {
                  "name": "If-Match",
                  "in": "header",
                  "description": "`ETag` of an answer: change that revision of the definition and no other.",
                  "schema": {"type": "string"}
                },
                {
                  "name": "If-None-Match",
                  "in": "header",
                  "description": "`*`: make a new model, and change none.",
                  "schema": {"type": "string", "const": "*"}
                }
              ],
              "requestBody": {
                "required": true,
                "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/ModelDefinition"},
                    "examples": {{{Examples}}}
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "The model existed; this is how it stands now.",
                  "headers": {{{RevisionHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                },
                "201": {
                  "description": "The model is new.",
                  "headers": {{{RevisionHeader}}},
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                }
              }
            }
            """,
        Schemas = ModelSchemas.Text,
        Errors = [ErrorCodes.NameInvalid, ErrorCodes.ModelInvalid, ErrorCodes.ModelIncompatibleChange, ErrorCodes.ModelChanged, ErrorCodes.TrainerMoved],
    };

    private const string RevisionHeader = """
        {"ETag": {"description": "The definition's revision; `If-Match` of a change takes it.", "required": true, "schema": {"type": "string"} } }
        """;

    private const string Examples = """
        {
          "with_defaults": {
            "value": {
              "kind": "online",
              "learner": {"type": "multinomial-naive-bayes"},
              "features": [{"field": "text", "type": "text", "ngrams": [1, 2]}, {"field": "amount", "type": "number"}],
              "target": "account"
            }
          },
          "complete": {
            "value": {
              "kind": "online",
              "learner": {"type": "multinomial-naive-bayes", "alpha": 1},
              "features": [{"field": "text", "type": "text", "ngrams": [1, 2]}, {"field": "amount", "type": "number", "buckets": "log2"}],
              "target": "account",
              "columns": {"mode": "vocabulary", "max": 20000},
              "max_classes": 1000,
              "metrics_window": 1000,
              "entities": true,
              "retention": {"max_observations": 100000, "max_age_days": 3650}
            }
          }
        }
        """;
}
