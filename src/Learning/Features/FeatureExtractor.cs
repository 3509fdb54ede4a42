using System.Text.Json;

namespace Berlin.Learning;

/// <summary>Reads a flat JSON object into keys, by the declared features.</summary>
internal sealed class FeatureExtractor
{
    /// <summary>What a fault of the object as a whole is named after.</summary>
    private const string Whole = "features";

    private readonly FieldReader[] _fields;

    public FeatureExtractor(IReadOnlyList<FeatureSpec> features) =>
        _fields = [.. features.Select(FieldReader.Of)];

    /// <summary>Puts the keys of <paramref name="features"/> in place of those in <paramref name="keys"/>; O(bytes x lengths of n-grams).</summary>
    /// <returns>What is wrong, or null. After a fault the keys are not to be used.</returns>
    public FeatureFault? Extract(ReadOnlySpan<byte> features, FeatureKeys keys)
    {
        keys.Clear();
        try
        {
            var reader = new Utf8JsonReader(features);
            return ReadObject(ref reader, keys);
        }
        catch (JsonException fault)
        {
            return new FeatureFault(Whole, $"is not JSON: byte {fault.BytePositionInLine} of line {fault.LineNumber}");
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws where an escaped string cannot be turned into UTF-8.
            return new FeatureFault(Whole, "holds a string with half of a surrogate pair");
        }
    }

    private FeatureFault? ReadObject(ref Utf8JsonReader reader, FeatureKeys keys)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new FeatureFault(Whole, "must be a JSON object");
        }

        var seen = 0UL;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FindField(ref reader);
            reader.Read();
            if (field < 0)
            {
                reader.Skip();
                continue;
            }

            if ((seen & (1UL << field)) != 0)
            {
                return new FeatureFault(_fields[field].Field, "occurs twice");
            }

            seen |= 1UL << field;
            if (reader.TokenType != JsonTokenType.Null && _fields[field].Read(ref reader, keys) is { } fault)
            {
                return fault;
            }
        }

        // Reads on to find what may stand after the object, which throws.
        reader.Read();
        return null;
    }

    private int FindField(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].IsNamed(ref reader))
            {
                return i;
            }
        }

        return -1;
    }
}
