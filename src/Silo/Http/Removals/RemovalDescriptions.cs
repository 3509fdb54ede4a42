using Berlin.Grains;
using Berlin.Silo.Http.Observations;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Removals;

/// <summary>What <c>/openapi.json</c> tells about <see cref="RemovalEndpoints"/>.</summary>
internal static class RemovalDescriptions
{
    private const string Effect =
        "The rows are gone from the disk when the answer is there. The model is learned anew from those that are left, as if it had never seen the others; calls that follow wait for it.";

    private const string Schema = """
        {
          "Removal": {
            "type": "object",
            "properties": {
              "removed": {"type": "integer", "minimum": 0, "description": "Observations that are gone; their corrections, which went with them, are not counted."},
              "log_generation": {"type": "integer", "minimum": 1, "description": "Has grown, unless nothing was removed."}
            },
            "required": ["removed", "log_generation"],
            "additionalProperties": false
          }
        }
        """;

    /// <summary><c>DELETE /v1/models/{model}/observations/{id}</c>.</summary>
    public static OperationDescription Observation => Describe("removeObservation", "observations", "Remove an observation", Effect, ObservationParameters.Id) with
    {
        Schemas = NameSchema.With(ObservationParameters.With(Schema)),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.ObservationNotFound, ErrorCodes.TrainerBusy, ErrorCodes.TrainerMoved],
    };

    /// <summary><c>DELETE /v1/models/{model}/subjects/{subject}</c>.</summary>
    public static OperationDescription Subject => Describe(
        "removeSubject", "observations", "Remove everything that is about a subject", $"{Effect} None to remove is no error.", """
            {
              "name": "subject", "in": "path", "required": true, "description": "The subject, percent-encoded.",
              "schema": {"$ref": "#/components/schemas/Entity"}, "example": "anna"
            }
            """);

    /// <summary><c>DELETE /v1/models/{model}/entities/{entity}</c>.</summary>
    public static OperationDescription Entity =>
        Describe("removeEntity", "entities", "Remove everything of an entity", $"{Effect} None to remove is no error.", EntitySchema.Parameter);

    private static OperationDescription Describe(string id, string tag, string summary, string description, string parameter) => new()
    {
        Operation = $$$"""
            {
              "operationId": "{{{id}}}",
              "tags": ["{{{tag}}}"],
              "summary": "{{{summary}}}",
              "description": "{{{description}}}",
              "parameters": [{{{NameSchema.ModelParameter}}}, {{{parameter}}}],
              "responses": {
                "200": {
                  "description": "How much was removed.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Removal"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With(EntitySchema.With(Schema)),
        Errors = [ErrorCodes.RequestInvalid, ErrorCodes.ModelNotFound, ErrorCodes.TrainerBusy, ErrorCodes.TrainerMoved],
    };
}
