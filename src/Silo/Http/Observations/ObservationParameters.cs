using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Berlin.Silo.Http.Observations;

/// <summary>The path parameter and the schemas that routes of stored observations share.</summary>
internal static class ObservationParameters
{
    /// <summary>The path parameter <c>{id}</c>.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string Id = """
        {
          "name": "id", "in": "path", "required": true, "description": "The observation's id, percent-encoded: '/' is %2F.",
          "schema": {"$ref": "#/components/schemas/ObservationId"}, "example": "a1"
        }
        """;

    /// <summary><paramref name="schemas"/> and the schemas <c>ObservationId</c> and <c>Target</c>.</summary>
    public static string With([StringSyntax(StringSyntaxAttribute.Json)] string schemas)
    {
        var all = JsonNode.Parse(schemas)!.AsObject();
        all["ObservationId"] = JsonNode.Parse($$"""
            {"type": "string", "minLength": 1, "maxLength": {{ObservationRules.MaxIdLength}}, "pattern": "^[!-~]([ -~]*[!-~])?$", "description": "Identifies an observation within its model."}
            """);
        all["Target"] = JsonNode.Parse($$"""
            {
              "type": "string", "minLength": 1, "maxLength": {{ObservationRules.MaxTargetLength}}, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
              "description": "The right answer: {{ObservationRules.Target}}."
            }
            """);
        return all.ToJsonString();
    }
}
