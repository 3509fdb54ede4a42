using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Export;

/// <summary>
/// Writes observations as CSV (RFC 4180): the columns of every observation first, then one for each field that the model declares. A field that
/// the model does not declare has no column; lines of JSON hold it.
/// </summary>
internal sealed class ObservationCsv : IObservationFormat
{
    /// <summary>The columns of every observation.</summary>
    private static readonly string[] OwnColumns = ["sequence", "id", "at", "target", "observed_target", "entity", "subject"];

    /// <summary>What a value must not hold where it is written without quotes; spaces at its ends are kept by quotes too.</summary>
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly string[] _fields;
    private readonly Dictionary<string, int> _positions;
    private readonly string?[] _values;

    /// <summary>The format for a model with these fields.</summary>
    public ObservationCsv(IEnumerable<FeatureDefinition> features)
    {
        _fields = [.. features.Select(feature => feature.Field)];
        _positions = _fields.Index().ToDictionary(field => field.Item, field => field.Index, StringComparer.Ordinal);
        _values = new string?[_fields.Length];
    }

    public void WriteHeader(IBufferWriter<byte> output) =>
        WriteRow(output, OwnColumns, [.. _fields.Select(field => OwnColumns.Contains(field) ? $"features.{field}" : field)]);

    public void Write(IBufferWriter<byte> output, ExportedObservation observation)
    {
        ReadValues(observation.Features);
        WriteRow(
            output,
            [
                observation.Sequence.ToString(CultureInfo.InvariantCulture),
                observation.Id,
                observation.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
                observation.Target,
                observation.ObservedTarget,
                observation.Entity,
                observation.Subject,
            ],
            _values);
    }

    /// <summary>A text as it is, a number and a boolean as JSON writes them, nothing for null.</summary>
    private void ReadValues(byte[] features)
    {
        Array.Clear(_values);
        var reader = new Utf8JsonReader(features);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isDeclared = _positions.TryGetValue(reader.GetString()!, out var position);
            reader.Read();
            if (isDeclared)
            {
                _values[position] = reader.TokenType switch
                {
                    JsonTokenType.Null => null,
                    JsonTokenType.String => reader.GetString(),
                    _ => Encoding.UTF8.GetString(reader.ValueSpan),
                };
            }
        }
    }

    private static void WriteRow(IBufferWriter<byte> output, ReadOnlySpan<string?> own, ReadOnlySpan<string?> fields)
    {
        var separator = ""u8;
        foreach (var value in own)
        {
            output.Write(separator);
            WriteValue(output, value);
            separator = ","u8;
        }

        foreach (var value in fields)
        {
            output.Write(separator);
            WriteValue(output, value);
        }

        output.Write("\r\n"u8);
    }

    /// <summary>An empty text stands between quotes, which tells it from one that is absent.</summary>
    private static void WriteValue(IBufferWriter<byte> output, string? value)
    {
        if (value is null)
        {
            return;
        }

        var isPlain = value.Length > 0 && value[0] != ' ' && value[^1] != ' ' && !value.AsSpan().ContainsAny(Quoted);
        Encoding.UTF8.GetBytes(isPlain ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", output);
    }
}
