using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Berlin.Cli.Observing;

/// <summary>The rows of a CSV file, each with the line on which it begins.</summary>
internal sealed class CsvLines : IDisposable
{
    private readonly CsvParser _parser;
    private bool _hasBadData;
    private bool _isAtEnd;

    public CsvLines(string path, string delimiter, int maxFieldCharacters)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,

            // RFC 4180 forbids a quote inside a field that is not quoted, but 15" monitors exist: it is taken as it stands.
            BadDataFound = found => _hasBadData |= found.Field.StartsWith('"'),
            MaxFieldSize = maxFieldCharacters,
        };
        _parser = new CsvParser(new StreamReader(path, Encoding.UTF8), configuration);
    }

    /// <summary>Fields of the row.</summary>
    public string[] Fields { get; private set; } = [];

    /// <summary>Line on which the row begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the row cannot be read; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Read()
    {
        Fault = null;
        _hasBadData = false;
        if (_isAtEnd)
        {
            return false;
        }

        try
        {
            if (!_parser.Read())
            {
                return false;
            }

            // Fields are unquoted, and bad ones reported, when they are taken.
            Fields = _parser.Record!;
        }
        catch (MaxFieldSizeException)
        {
            Line = FirstLine();
            Fault = "a field is longer than 1 MiB; is a quote left open? The rest of the file was not read";
            _isAtEnd = true;
            return true;
        }

        Line = FirstLine();
        Fault = _hasBadData ? "a quoted field is never closed, or text follows its closing quote" : null;
        return true;
    }

    public void Dispose() => _parser.Dispose();

    /// <summary>The parser tells the line on which a row ends; quoted fields may hold line ends.</summary>
    private long FirstLine()
    {
        var raw = _parser.RawRecord;
        var isNeverClosed = _hasBadData && Fields is [.., [.., '\n']];
        var endsLine = raw is [.., '\n'] && !isNeverClosed;
        return Math.Max(1, _parser.RawRow - raw.AsSpan().Count('\n') + (endsLine ? 1 : 0));
    }
}
