using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Models;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ModelEndpoints"/>.</summary>
internal static class ModelDescriptions
{
    /// <summary><c>GET /v1/models</c>.</summary>
    public static OperationDescription List(int defaultPage, int maxPage) => new()
    {
        Operation = $$$"""
            {
              "operationId": "listModels",
              "tags": ["models"],
              "summary": "List the tenant's models, in order of their names",
              "parameters": [
                {
                  "name": "after",
                  "in": "query",
                  "description": "Where the page before ended: its `next`.",
                  "schema": {"$ref": "#/components/schemas/Name"}
                },
                {
                  "name": "limit",
                  "in": "query",
                  "description": "Most models of the page.",
                  "schema": {"type": "integer", "minimum": 1, "maximum": {{{maxPage}}}, "default": {{{defaultPage}}} }
                }
              ],
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
                }
              ],
              "responses": {
                "200": {
                  "description": "The model.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                }
              }
            }
            """,
        Schemas = ModelSchemas.Text,
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
              "parameters": [{{{NameSchema.ModelParameter}}}],
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
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                },
                "201": {
                  "description": "The model is new.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Model"} } }
                }
              }
            }
            """,
        Schemas = ModelSchemas.Text,
        Errors = [ErrorCodes.NameInvalid, ErrorCodes.ModelInvalid, ErrorCodes.ModelIncompatibleChange, ErrorCodes.TrainerMoved],
    };

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
              "metrics_window": 1000
            }
          }
        }
        """;
}
