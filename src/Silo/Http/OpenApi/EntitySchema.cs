using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>The schema of entities, which several routes share.</summary>
internal static class EntitySchema
{
    /// <summary>Printable ASCII without '/' and '#', escaped as JSON writes it.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string Pattern = """^[ -\"$-.0-~]*$""";

    /// <summary>The path parameter <c>{entity}</c>.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string Parameter = """
        {
          "name": "entity", "in": "path", "required": true, "description": "The entity, percent-encoded.",
          "schema": {"$ref": "#/components/schemas/Entity"}, "example": "agreement1"
        }
        """;

    /// <summary><paramref name="schemas"/> and the schema <c>Entity</c>.</summary>
    public static string With([StringSyntax(StringSyntaxAttribute.Json)] string schemas)
    {
        var all = JsonNode.Parse(schemas)!.AsObject();
        all["Entity"] = JsonNode.Parse($$"""
            {
              "type": "string", "minLength": 1, "maxLength": {{ObservationRules.MaxEntityLength}}, "pattern": "{{Pattern}}",
              "description": "Key of an entity: {{ObservationRules.Entity}}."
            }
            """);
        return all.ToJsonString();
    }
}
