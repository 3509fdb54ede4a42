using System.Globalization;
using System.Text;
using CsvHelper;

namespace Berlin.Cli.Scoring;

/// <summary>Gives the columns of a CSV file the names that a model's fields have.</summary>
internal static class CsvHeader
{
    /// <summary>No header row is larger; an unclosed quote would otherwise read the whole file.</summary>
    private const int MaxBytes = 256 * 1024;

    /// <summary>Reads the header row of a file, which then stands behind it, and writes it with other names.</summary>
    /// <param name="file">Stands at its beginning.</param>
    /// <param name="columns">Columns by field.</param>
    /// <exception cref="CommandFailedException">A column is not there.</exception>
    public static byte[] Rename(Stream file, IReadOnlyDictionary<string, string> columns)
    {
        var names = Parse(ReadRecord(file));
        var missing = columns.Values.FirstOrDefault(column => !names.Contains(column, StringComparer.Ordinal));
        if (missing is not null)
        {
            throw CommandFailedException.Usage($"--map names the column '{missing}'; the file has {string.Join(", ", names.Select(name => $"'{name}'"))}");
        }

        var fields = columns.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Join(',', names.Select(name => Quote(NameOf(name)))) + "\n");

        // A column that has the name of a field by chance makes room for the one that was chosen.
        string NameOf(string name) => fields.GetValueOrDefault(name) ?? (columns.ContainsKey(name) ? $"unused {name}" : name);
    }

    private static byte[] ReadRecord(Stream file)
    {
        var record = new List<byte>();
        var isQuoted = false;
        while (file.ReadByte() is var next and >= 0 && (next != '\n' || isQuoted))
        {
            if (record.Count == MaxBytes)
            {
                throw CommandFailedException.Usage($"the first line of the file is longer than {MaxBytes} bytes; it must name the columns");
            }

            isQuoted ^= next == '"';
            record.Add((byte)next);
        }

        return [.. record];
    }

    private static string[] Parse(byte[] record)
    {
        using var text = new StreamReader(new MemoryStream(record), Encoding.UTF8);
        using var parser = new CsvParser(text, CultureInfo.InvariantCulture);
        return parser.Read() ? parser.Record! : throw CommandFailedException.Usage("the file is empty; the first line of a CSV file names its columns");
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
