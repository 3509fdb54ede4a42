using Berlin.Client;

namespace Berlin.Cli.Observing;

/// <summary>A CSV file (RFC 4180, first row a header, UTF-8 with or without byte order mark).</summary>
internal sealed class CsvObservationSource : IObservationSource
{
    /// <summary>No observation may be larger; an unclosed quote would otherwise swallow the rest of the file.</summary>
    private const int MaxFieldCharacters = 1 << 20;

    private readonly string _path;
    private readonly string _delimiter;
    private readonly int _columns;
    private readonly CsvObservationWriter _writer;

    private CsvObservationSource(string path, string delimiter, int columns, CsvObservationWriter writer)
    {
        _path = path;
        _delimiter = delimiter;
        _columns = columns;
        _writer = writer;
    }

    /// <summary>Reads the header and finds the columns.</summary>
    /// <exception cref="CommandFailedException">A column that is needed is not there.</exception>
    public static CsvObservationSource Open(
        string path, char delimiter, ModelDefinition definition, ColumnChoice choice, FileFingerprint fingerprint)
    {
        using var lines = new CsvLines(path, delimiter.ToString(), MaxFieldCharacters);
        if (!lines.Read())
        {
            throw CommandFailedException.Usage($"{path} is empty; the first line of a CSV file names its columns");
        }

        var mapping = ColumnMapping.Resolve(lines.Fields, definition, choice);
        return new CsvObservationSource(path, delimiter.ToString(), lines.Fields.Length, new CsvObservationWriter(mapping, fingerprint));
    }

    /// <inheritdoc />
    public IEnumerable<SourceRow> Read()
    {
        using var lines = new CsvLines(_path, _delimiter, MaxFieldCharacters);
        lines.Read();
        while (lines.Read())
        {
            if (lines.Fault is { } fault)
            {
                yield return SourceRow.Bad(lines.Line, fault);
            }
            else if (lines.Fields.Length != _columns)
            {
                yield return SourceRow.Bad(lines.Line, $"{lines.Fields.Length} fields, and the header names {_columns}");
            }
            else
            {
                yield return _writer.Write(lines.Line, lines.Fields);
            }
        }
    }
}
