using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Berlin.Cli.Observing;

/// <summary>Turns the fields of one CSV row into an observation.</summary>
/// <remarks>An empty field is an absent feature. One writer serves one reader at a time.</remarks>
internal sealed class CsvObservationWriter(ColumnMapping mapping, FileFingerprint fingerprint)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Writes the observation, or tells why the row is none.</summary>
    public SourceRow Write(long line, string[] fields)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer);
        json.WriteStartObject();
        json.WriteString("id", mapping.Id is { } id ? fields[id] : fingerprint.IdOf(line));
        if ((WriteTime(json, fields) ?? WriteFeatures(json, fields)) is { } fault)
        {
            return SourceRow.Bad(line, fault);
        }

        json.WriteString("target", fields[mapping.Target]);
        WriteOptional(json, "entity", fields, mapping.Entity);
        WriteOptional(json, "subject", fields, mapping.Subject);
        json.WriteEndObject();
        json.Flush();
        return SourceRow.Good(line, _buffer.WrittenMemory.ToArray());
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string[] fields, int? column)
    {
        if (column is { } index && fields[index].Length > 0)
        {
            json.WriteString(name, fields[index]);
        }
    }

    /// <summary>A date, or a time without an offset, is taken as UTC.</summary>
    private string? WriteTime(Utf8JsonWriter json, string[] fields)
    {
        if (mapping.At is not { } column || fields[column].Length == 0)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(
            fields[column].Trim(),
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time))
        {
            return $"'{fields[column]}' is no time such as 2014-04-02 or 2014-04-02T10:15:00Z";
        }

        json.WriteString("at", time);
        return null;
    }

    private string? WriteFeatures(Utf8JsonWriter json, string[] fields)
    {
        json.WriteStartObject("features");
        foreach (var field in mapping.Fields)
        {
            var text = fields[field.Column];
            if (text.Length == 0)
            {
                continue;
            }

            if (!field.IsNumber)
            {
                json.WriteString(field.Field, text);
            }
            else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                json.WriteNumber(field.Field, number);
            }
            else
            {
                return $"field '{field.Field}' is a number, and '{text}' is none";
            }
        }

        json.WriteEndObject();
        return null;
    }
}
