using Berlin.Client;

namespace Berlin.Cli.Scoring;

/// <summary>A file of rows, with its columns named as the model's fields are.</summary>
internal sealed class ScoreFile
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _columns;

    private ScoreFile(string path, long bytes, DateTime changedAt, IReadOnlyDictionary<string, string> columns)
    {
        _path = path;
        _columns = columns;
        Bytes = bytes;
        ChangedAt = changedAt;
    }

    /// <summary>Size of the file.</summary>
    public long Bytes { get; }

    /// <summary>When the file was last written, UTC.</summary>
    public DateTime ChangedAt { get; }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="format">What it holds.</param>
    /// <param name="columns">Columns by field, where they differ in name.</param>
    /// <exception cref="CommandFailedException">There is no such file, or it has no columns to be named.</exception>
    public static ScoreFile Find(string path, ScoreFormat format, IReadOnlyDictionary<string, string> columns)
    {
        if (columns.Count > 0 && format != ScoreFormat.Csv)
        {
            throw CommandFailedException.Usage("a JSON lines file names its fields itself: --map is for CSV files");
        }

        var file = new FileInfo(path);
        return file.Exists
            ? new ScoreFile(path, file.Length, file.LastWriteTimeUtc, columns)
            : throw CommandFailedException.Usage($"there is no file {path}");
    }

    /// <summary>Opens the rows.</summary>
    /// <exception cref="CommandFailedException">A column that <c>--map</c> names is not there.</exception>
    public Stream Open()
    {
        var file = new FileStream(_path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        try
        {
            return _columns.Count == 0 ? file : new PrefixedStream(CsvHeader.Rename(file, _columns), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
