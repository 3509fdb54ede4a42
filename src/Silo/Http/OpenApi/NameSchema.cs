using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Berlin.Grains;

namespace Berlin.Silo.Http.OpenApi;

/// <summary>The schema of names, which most routes share.</summary>
internal static class NameSchema
{
    /// <summary>The path parameter <c>{model}</c>.</summary>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public const string ModelParameter = """
        {"name": "model", "in": "path", "required": true, "description": "The model's name.", "schema": {"$ref": "#/components/schemas/Name"}, "example": "account-suggest"}
        """;

    /// <summary><paramref name="schemas"/> and the schema <c>Name</c>.</summary>
    public static string With([StringSyntax(StringSyntaxAttribute.Json)] string schemas)
    {
        var all = JsonNode.Parse(schemas)!.AsObject();
        all["Name"] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"A name of {Names.Rule}.",
            ["pattern"] = $"^[a-z0-9][a-z0-9._-]{{0,{Names.MaxLength - 1}}}$",
        };
        return all.ToJsonString();
    }
}
