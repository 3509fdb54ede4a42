using System.Text;
using System.Text.Json;

namespace Berlin.Learning;

/// <summary>Reads one field's value into keys.</summary>
internal abstract class FieldReader(string name, int number)
{
    private readonly byte[] _utf8Name = Encoding.UTF8.GetBytes(name);

    private byte[] _unescaped = [];

    public string Field => name;

    public static FieldReader Of(FeatureSpec spec, int number) => spec switch
    {
        TextFeature text => new TextFieldReader(text, number),
        CategoryFeature category => new CategoryFieldReader(category, number),
        NumberFeature feature => new NumberFieldReader(feature, number),
        _ => throw new ArgumentException($"no reader for {spec.GetType().Name}", nameof(spec)),
    };

    /// <summary>Whether the reader stands on this field's name.</summary>
    public bool IsNamed(ref Utf8JsonReader reader) => reader.ValueTextEquals(_utf8Name);

    /// <summary>Adds the keys of the value that the reader stands on, which is not null.</summary>
    public abstract FeatureFault? Read(ref Utf8JsonReader reader, FeatureKeys keys);

    /// <summary>Adds one key, or tells that the row has no room for it.</summary>
    protected FeatureFault? Add(FeatureKeys keys, FeatureKind kind, ReadOnlySpan<byte> value)
    {
        if (keys.IsFull)
        {
            return new FeatureFault(name, $"gives the row more than {FeatureKeys.MostKeys} columns");
        }

        keys.Add(number, kind, value);
        return null;
    }

    protected FeatureFault Expected(string what, JsonTokenType came) => new(name, $"must be {what}; it is {NameOf(came)}");

    /// <summary>The string that the reader stands on; valid until the next call.</summary>
    protected ReadOnlySpan<byte> StringOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (_unescaped.Length < reader.ValueSpan.Length)
        {
            _unescaped = new byte[reader.ValueSpan.Length];
        }

        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }

    private static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => "something else",
    };
}
