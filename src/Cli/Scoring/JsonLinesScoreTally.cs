using System.Buffers;
using System.Text.Json;

namespace Berlin.Cli.Scoring;

/// <summary>Reads the members <c>row</c>, <c>code</c> and <c>error</c> of an answer in JSON lines.</summary>
internal sealed class JsonLinesScoreTally : ScoreTally
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public override void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_line.WrittenCount == 0)
            {
                EndLine(bytes[..end]);
            }
            else
            {
                _line.Write(bytes[..end]);
                EndLine(_line.WrittenSpan);
                _line.ResetWrittenCount();
            }

            bytes = bytes[(end + 1)..];
        }

        _line.Write(bytes);
    }

    private void EndLine(ReadOnlySpan<byte> line)
    {
        // Most rows have answers: only a line without them is taken apart.
        if (line.IndexOf("\"predictions\":"u8) >= 0)
        {
            Count();
            return;
        }

        using var document = JsonDocument.Parse(line.ToArray());
        var row = document.RootElement;
        var number = row.TryGetProperty("row", out var value) ? value.GetRawText() : "";
        Count(number, row.GetProperty("code").GetString()!, row.GetProperty("error").GetString()!);
    }
}
