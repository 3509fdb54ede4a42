using Berlin.Grains;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Scoring;

/// <summary>What <c>/openapi.json</c> tells about <see cref="ScoreEndpoint"/>.</summary>
internal static class ScoreDescription
{
    /// <summary>Bodies of rows, which jobs take too.</summary>
    public const string Content = """
        {
          "text/csv": {
            "schema": {"type": "string", "description": "RFC 4180 in UTF-8. The header row names the model's fields, and may name `id` and `entity`; other columns are passed over. An empty cell is an absent feature. Blank lines are no rows."},
            "examples": {"two_rows": {"value": "id,text,amount\r\nr1,taxi to the airport,30\r\nr2,\"hotel, two nights\",240.5\r\n"}}
          },
          "application/x-ndjson": {
            "schema": {"type": "string", "description": "One `ScoreRow` object per line. Blank lines are no rows."},
            "examples": {"two_rows": {"value": "{\"id\":\"r1\",\"features\":{\"text\":\"taxi to the airport\",\"amount\":30}}\n{\"features\":{\"text\":\"hotel\"},\"entity\":\"agreement552343\"}\n"}}
          }
        }
        """;

    public static OperationDescription Create(HttpLimitsOptions limits, ScoringOptions options) => new()
    {
        Operation = $$$"""
            {
              "operationId": "score",
              "tags": ["predictions"],
              "summary": "Score many rows",
              "description": "Takes any number of rows and answers with one line for each, in their order, while they still come in. A row with a fault has its code and error instead of classes. The answer has the body's format unless `Accept` names the other one. What fails after the first byte is told by a last line without a row number, and the connection is cut: an answer that does not end as HTTP asks for is not whole.",
              "parameters": [{{{NameSchema.ModelParameter}}}, {{{TopQuery.Parameter(limits)}}}],
              "requestBody": {
                "required": true,
                "description": "Rows of at most {{{options.MaxRowBytes}}} bytes each, as many as there are.",
                "content": {{{Content}}}
              },
              "responses": {
                "200": {
                  "description": "One line per row.",
                  "content": {
                    "{{{MediaType.Csv}}}": {"schema": {"type": "string", "description": "The columns `row`, `id`, `value_1`, `probability_1` and so on up to `top`, `entity_observations`, `code`, `error`."}},
                    "{{{MediaType.JsonLines}}}": {"schema": {"type": "string", "description": "One `ScoredRow` object per line."}}
                  }
                }
              }
            }
            """,
        Schemas = Schemas(limits),
        Errors = [ErrorCodes.ModelNotFound, ErrorCodes.FeaturesInvalid, ErrorCodes.TrainerMoved],
    };

    /// <summary>The schemas of rows, which jobs share.</summary>
    public static string Schemas(HttpLimitsOptions limits) => FeaturesSchema.With(limits, """
        {
          "ScoreRow": {
            "type": "object",
            "properties": {
              "features": {"$ref": "#/components/schemas/Features"},
              "id": {"type": ["string", "null"], "minLength": 1, "maxLength": 128, "pattern": "^[ -~]*$", "description": "Comes back in the answer."},
              "entity": {"type": ["string", "null"], "minLength": 1, "maxLength": 63, "pattern": "^[ -~]*$", "description": "Whose own model answers."}
            },
            "required": ["features"],
            "additionalProperties": false
          },
          "ScoredRow": {
            "type": "object",
            "description": "Holds `predictions`, or `code` and `error`. Only the last line of an answer that was cut has no `row`.",
            "properties": {
              "row": {"type": "integer", "minimum": 1, "description": "Number of the row, from 1."},
              "id": {"type": "string", "description": "As sent."},
              "entity": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "observations": {"type": "integer", "minimum": 0} },
                "required": ["name", "observations"],
                "additionalProperties": false
              },
              "predictions": {
                "type": "array", "description": "The most probable first.",
                "items": {
                  "type": "object",
                  "properties": {"value": {"type": "string"}, "probability": {"type": "number", "minimum": 0, "maximum": 1} },
                  "required": ["value", "probability"],
                  "additionalProperties": false
                }
              },
              "code": {"type": "string"},
              "error": {"type": "string"}
            },
            "additionalProperties": false
          }
        }
        """);
}
