using System.Globalization;
using Berlin.Client;

namespace Berlin.Cli.Scoring;

/// <summary>Counts the rows of an answer as it comes in, and keeps the first that have a fault.</summary>
internal abstract class ScoreTally
{
    /// <summary>Faults that are kept for showing; the others are only counted.</summary>
    public const int MaxKeptFaults = 100;

    private readonly List<ScoreFault> _faults = [];

    /// <summary>Rows of the answer.</summary>
    public long Rows { get; private set; }

    /// <summary>Those among them that have a fault.</summary>
    public long Failed { get; private set; }

    /// <summary>The first faults.</summary>
    public IReadOnlyList<ScoreFault> Faults => _faults;

    /// <summary>The last line of an answer that ended before its time; null in a whole one.</summary>
    public ScoreFault? Cut { get; private set; }

    /// <summary>A tally of what a request is answered with.</summary>
    public static ScoreTally Of(ScoreRequest request) => request.Output == ScoreFormat.Csv ? new CsvScoreTally(request.Top) : new JsonLinesScoreTally();

    /// <summary>Takes the next bytes of the answer.</summary>
    public abstract void Add(ReadOnlySpan<byte> bytes);

    /// <summary>Counts a row that has answers.</summary>
    protected void Count() => Rows++;

    /// <summary>Counts a row that has a fault; one without a number is the end of a cut answer.</summary>
    protected void Count(string row, string code, string error)
    {
        if (!long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Cut = new ScoreFault(0, code, error);
            return;
        }

        Rows++;
        Failed++;
        if (_faults.Count < MaxKeptFaults)
        {
            _faults.Add(new ScoreFault(number, code, error));
        }
    }
}

/// <summary>A row that has a fault instead of answers.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Error">Text for people.</param>
internal sealed record ScoreFault(long Row, string Code, string Error);
