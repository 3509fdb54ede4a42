using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berlin.Client;

/// <summary>Writes a <see cref="FeatureValue"/> as the JSON value of its kind.</summary>
public sealed class FeatureValueConverter : JsonConverter<FeatureValue>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override FeatureValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        return reader.TokenType switch
        {
            JsonTokenType.String => FeatureValue.FromString(reader.GetString()),
            JsonTokenType.Number => FeatureValue.FromDouble(reader.GetDouble()),
            JsonTokenType.True => FeatureValue.FromBoolean(true),
            JsonTokenType.False => FeatureValue.FromBoolean(false),
            JsonTokenType.Null => default,
            _ => throw new JsonException("A feature is a string, a number, a boolean or null."),
        };
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, FeatureValue value, JsonSerializerOptions options)
    {
        switch (value.Value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
