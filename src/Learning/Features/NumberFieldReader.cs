using System.Globalization;
using System.Text.Json;

namespace Berlin.Learning;

/// <summary>One key per sign and power of two: <c>+6</c> for 64 up to 128, <c>-0</c> for -1 down to -2, <c>0</c> for zero.</summary>
internal sealed class NumberFieldReader(NumberFeature feature, int number) : FieldReader(feature.Field, number)
{
    /// <summary>Room for a sign and an exponent from -1074 to 1023.</summary>
    private const int LongestBucketBytes = 8;

    public override FeatureFault? Read(ref Utf8JsonReader reader, FeatureKeys keys)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return Expected("a number", reader.TokenType);
        }

        if (!reader.TryGetDouble(out var value) || !double.IsFinite(value))
        {
            return new FeatureFault(Field, "is a number outside float64");
        }

        if (value == 0)
        {
            return Add(keys, FeatureKind.Number, "0"u8);
        }

        Span<byte> bucket = stackalloc byte[LongestBucketBytes];
        bucket[0] = value < 0 ? (byte)'-' : (byte)'+';
        DeterministicMath.FloorLog2(value).TryFormat(bucket[1..], out var length, default, CultureInfo.InvariantCulture);
        return Add(keys, FeatureKind.Number, bucket[..(length + 1)]);
    }
}
