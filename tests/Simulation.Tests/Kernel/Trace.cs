using System.Globalization;

namespace Berlin.Simulation.Tests.Kernel;

/// <summary>What happened, as a hash over every event and as lines over those that a reader wants to see.</summary>
internal sealed class Trace
{
    private const ulong Prime = 0x100000001B3;

    private readonly List<(long At, string Text)> _lines = [];
    private ulong _hash = 0xCBF29CE484222325;

    /// <summary>Equal for equal runs: every event with its time and place takes part, and every line.</summary>
    public ulong Digest => _hash;

    /// <summary>The digest as people read it.</summary>
    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Fold(long number)
    {
        unchecked
        {
            _hash = (_hash ^ (ulong)number) * Prime;
            _hash ^= _hash >> 29;
        }
    }

    public void Write(long at, string text)
    {
        _lines.Add((at, text));
        Fold(at);
        foreach (var character in text)
        {
            Fold(character);
        }
    }

    /// <summary>The last lines, and of those before them the ones that matter.</summary>
    public IEnumerable<string> Shorten(int last, Func<string, bool> matters) =>
        _lines.Where((line, index) => index >= _lines.Count - last || matters(line.Text))
            .Select(line => string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(line.At).TotalSeconds,12:F6}  {line.Text}"));

    /// <summary>The first line that another trace does not have in its place.</summary>
    public string FirstDifference(Trace other)
    {
        var index = _lines.Zip(other._lines).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {index} is '{LineAt(index)}' here and '{other.LineAt(index)}' there";
    }

    private string LineAt(int index) => index < _lines.Count ? $"{_lines[index].At} {_lines[index].Text}" : "the end";
}
