using Berlin.Grains;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Observations;

/// <summary>What <c>/openapi.json</c> tells about <see cref="CorrectEndpoint"/>.</summary>
internal static class CorrectDescription
{
    public static OperationDescription Create(HttpLimitsOptions limits) => new()
    {
        Operation = $$$"""
            {
              "operationId": "correctObservation",
              "tags": ["observations"],
              "summary": "Correct the target of an observation",
              "description": "The correction is stored and learned when the answer is there; what was observed stays in the stream. The target that holds already is taken, and nothing is stored then, so the call may be repeated.",
              "parameters": [{{{NameSchema.ModelParameter}}}, {{{ObservationParameters.Id}}}],
              "requestBody": {
                "required": true,
                "description": "At most {{{limits.MaxDefinitionBodyBytes}}} bytes.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {"target": {"$ref": "#/components/schemas/Target"} },
                      "required": ["target"],
                      "additionalProperties": false
                    },
                    "examples": { "target": { "value": {"target": "2790"} } }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "The target holds now.",
                  "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Correction"} } }
                }
              }
            }
            """,
        Schemas = NameSchema.With(ObservationParameters.With($$$"""
            {
              "Correction": {
                "type": "object",
                "properties": {
                  "id": {"$ref": "#/components/schemas/ObservationId"},
                  "target": {"$ref": "#/components/schemas/Target"},
                  "previous_target": {"$ref": "#/components/schemas/Target", "description": "What held before; the same where nothing was stored."},
                  "sequence": {"type": "integer", "minimum": 0, "description": "Number of the last row of the model's stream."}
                },
                "required": ["id", "target", "previous_target", "sequence"],
                "additionalProperties": false
              }
            }
            """)),
        Errors =
        [
            ErrorCodes.ModelNotFound, ErrorCodes.ObservationNotFound, ErrorCodes.ObservationInvalid, ErrorCodes.ObservationTooManyClasses,
            ErrorCodes.TrainerBusy, ErrorCodes.TrainerMoved,
        ],
    };
}
