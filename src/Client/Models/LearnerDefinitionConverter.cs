using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berlin.Client;

/// <summary>Settings stand beside the type: <c>{"type":"multinomial-naive-bayes","alpha":1}</c>.</summary>
public sealed class LearnerDefinitionConverter : JsonConverter<LearnerDefinition>
{
    private const string TypeMember = "type";

    /// <inheritdoc />
    public override LearnerDefinition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A learner is an object.");
        }

        var type = string.Empty;
        var settings = new Dictionary<string, double>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == TypeMember)
            {
                type = reader.GetString() ?? throw new JsonException("A learner's type is a string.");
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                settings[name] = reader.GetDouble();
            }
            else
            {
                // A later server may tell more of a learner than numbers.
                reader.Skip();
            }
        }

        return new LearnerDefinition { Type = type, Settings = settings };
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LearnerDefinition value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(TypeMember, value.Type);
        foreach (var (name, setting) in value.Settings)
        {
            writer.WriteNumber(name, setting);
        }

        writer.WriteEndObject();
    }
}
