using System.Globalization;
using System.Text.Json;

namespace Berlin.Learning;

/// <summary>One key per distinct value; numbers by their canonical text.</summary>
internal sealed class CategoryFieldReader(CategoryFeature feature, int number) : FieldReader(feature.Field, number)
{
    /// <summary>A longer value is a text, not a category.</summary>
    private const int LongestValueBytes = 256;

    /// <summary>Room for any float64: sign, 17 digits, point, exponent.</summary>
    private const int LongestNumberBytes = 32;

    public override FeatureFault? Read(ref Utf8JsonReader reader, FeatureKeys keys) => reader.TokenType switch
    {
        JsonTokenType.String => ReadText(StringOf(ref reader), keys),
        JsonTokenType.True => Add(keys, FeatureKind.Category, "true"u8),
        JsonTokenType.False => Add(keys, FeatureKind.Category, "false"u8),
        JsonTokenType.Number => ReadNumber(ref reader, keys),
        _ => Expected("a string, a boolean or a number", reader.TokenType),
    };

    private FeatureFault? ReadText(ReadOnlySpan<byte> value, FeatureKeys keys) => value.Length <= LongestValueBytes
        ? Add(keys, FeatureKind.Category, value)
        : new FeatureFault(Field, $"has {value.Length} bytes of UTF-8; a category has at most {LongestValueBytes}");

    /// <summary>Whole numbers keep all their digits, however many; others go through float64 to its shortest text.</summary>
    private FeatureFault? ReadNumber(ref Utf8JsonReader reader, FeatureKeys keys)
    {
        var literal = reader.ValueSpan;
        if (!literal.ContainsAny(".eE"u8))
        {
            return ReadText(literal.SequenceEqual("-0"u8) ? "0"u8 : literal, keys);
        }

        if (!reader.TryGetDouble(out var value) || !double.IsFinite(value))
        {
            return new FeatureFault(Field, "is a number outside float64");
        }

        Span<byte> text = stackalloc byte[LongestNumberBytes];
        (value == 0 ? 0 : value).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return Add(keys, FeatureKind.Category, text[..length]);
    }
}
