using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Berlin.Silo.Http.OpenApi;

namespace Berlin.Silo.Http.Features;

/// <summary>The schema of <c>features</c>, which observations and predictions share.</summary>
internal static class FeaturesSchema
{
    /// <summary><paramref name="schemas"/>, the schema <c>Features</c> and that of names.</summary>
    public static string With(HttpLimitsOptions limits, [StringSyntax(StringSyntaxAttribute.Json)] string schemas)
    {
        var all = JsonNode.Parse(schemas)!.AsObject();
        all["Features"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = $"Values by field, at most {limits.MaxFeaturesBytes} bytes. Fields that the model does not declare are ignored; one that is absent or null contributes nothing.",
            ["maxProperties"] = limits.MaxFeatures,
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
        };
        return NameSchema.With(all.ToJsonString());
    }
}
