using System.Text;
using System.Text.Json;

namespace Berlin.Cli.Observing;

/// <summary>A file with one observation a line, as JSON; where an id is missing, it is made from the file and the line.</summary>
internal sealed class JsonLinesObservationSource(string path, FileFingerprint fingerprint) : IObservationSource
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <inheritdoc />
    public IEnumerable<SourceRow> Read()
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        for (long line = 1; reader.ReadLine() is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return ToRow(line, text);
            }
        }
    }

    private SourceRow ToRow(long line, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return SourceRow.Bad(line, "the line is JSON, but not an object");
            }

            return SourceRow.Good(line, Encoding.UTF8.GetBytes(WithId(line, text.Trim(), document.RootElement)));
        }
        catch (JsonException fault)
        {
            return SourceRow.Bad(line, $"the line is not well-formed JSON at byte {fault.BytePositionInLine + 1}");
        }
    }

    /// <summary>Puts the id in front of what is written, which stays as it is.</summary>
    private string WithId(long line, string text, JsonElement observation)
    {
        if (observation.TryGetProperty("id", out _))
        {
            return text;
        }

        var rest = observation.EnumerateObject().Any() ? "," + text[1..] : "}";
        return $"{{\"id\":\"{fingerprint.IdOf(line)}\"{rest}";
    }
}
