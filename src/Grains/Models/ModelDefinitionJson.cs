using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berlin.Grains.Models;

/// <summary>The stored form of a definition: JSON, so that later versions of Berlin can read what this one wrote.</summary>
internal static class ModelDefinitionJson
{
    public static string Write(ModelDefinition definition) =>
        JsonSerializer.Serialize(definition, ModelDefinitionJsonContext.Default.ModelDefinition);

    public static ModelDefinition Read(string json) =>
        JsonSerializer.Deserialize(json, ModelDefinitionJsonContext.Default.ModelDefinition)
        ?? throw new InvalidOperationException("A stored model definition is the JSON literal null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LearnerDefinitionConverter)])]
[JsonSerializable(typeof(ModelDefinition))]
internal sealed partial class ModelDefinitionJsonContext : JsonSerializerContext;
