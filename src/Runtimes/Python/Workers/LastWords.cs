using System.Text;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>Reads what a process writes to its standard error, so that it never waits, and keeps the end of it.</summary>
internal sealed class LastWords
{
    private const int KeptCharacters = 2_000;

    private readonly StringBuilder _end = new();
    private readonly Lock _gate = new();

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[1024];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_gate)
            {
                _end.Append(buffer, 0, count);
                _end.Remove(0, Math.Max(0, _end.Length - KeptCharacters));
            }
        }
    }

    /// <summary>The last line, which of a Python program is its error.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return _end.ToString().TrimEnd().Split('\n')[^1];
        }
    }
}
