using System.Text;

namespace Berlin.Cli.Scoring;

/// <summary>Reads the columns <c>row</c>, <c>code</c> and <c>error</c> of an answer in CSV.</summary>
internal sealed class CsvScoreTally(int top) : ScoreTally
{
    private const int RowField = 0;

    /// <summary>Before it stand row, id, the classes with their probabilities, and the entity's observations.</summary>
    private readonly int _codeField = (2 * top) + 3;

    private readonly List<byte> _row = [];
    private readonly List<byte> _code = [];
    private readonly List<byte> _error = [];
    private int _field;
    private bool _isQuoted;
    private bool _isHeader = true;

    public override void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            if (next == (byte)'"')
            {
                // A doubled quote closes and opens again: what is told is for people, who do not miss it.
                _isQuoted = !_isQuoted;
            }
            else if (next == (byte)',' && !_isQuoted)
            {
                _field++;
            }
            else if (next == (byte)'\n' && !_isQuoted)
            {
                EndRecord();
            }
            else
            {
                FieldToKeep()?.Add(next);
            }
        }
    }

    private static string Text(List<byte> bytes) => Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');

    private List<byte>? FieldToKeep() =>
        _field == RowField ? _row
        : _field == _codeField ? _code
        : _field == _codeField + 1 ? _error
        : null;

    private void EndRecord()
    {
        if (!_isHeader && _code.Count == 0)
        {
            Count();
        }
        else if (!_isHeader)
        {
            Count(Text(_row), Text(_code), Text(_error));
        }

        _isHeader = false;
        _field = 0;
        _row.Clear();
        _code.Clear();
        _error.Clear();
    }
}
