using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berlin.Grains.Models;

/// <summary>A learner as users write it: its settings are members beside its type.</summary>
internal sealed class LearnerDefinitionConverter : JsonConverter<LearnerDefinition>
{
    private const string TypeMember = "type";

    public override LearnerDefinition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var type = string.Empty;
        var settings = new List<LearnerSettingValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == TypeMember)
            {
                type = reader.GetString()!;
            }
            else
            {
                settings.Add(new LearnerSettingValue(name, reader.GetDouble()));
            }
        }

        return new LearnerDefinition { Type = type, Settings = [.. settings] };
    }

    public override void Write(Utf8JsonWriter writer, LearnerDefinition value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(TypeMember, value.Type);
        foreach (var setting in value.Settings)
        {
            writer.WriteNumber(setting.Name, setting.Value);
        }

        writer.WriteEndObject();
    }
}
