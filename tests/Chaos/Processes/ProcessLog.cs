using System.Globalization;

namespace Berlin.Chaos.Processes;

/// <summary>What a process writes, line by line in a file, with the time of day; later starts of it follow in the same file. Thread-safe.</summary>
internal sealed class ProcessLog : IDisposable
{
    private const int KeptLines = 60;

    private readonly Queue<string> _last = new();
    private readonly StreamWriter _file;

    public ProcessLog(string path)
    {
        Path = path;
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
    }

    public string Path { get; }

    /// <summary>The last lines, oldest first.</summary>
    public string Tail
    {
        get
        {
            lock (_last)
            {
                return string.Join(Environment.NewLine, _last);
            }
        }
    }

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        var stamped = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
        lock (_last)
        {
            _last.Enqueue(stamped);
            while (_last.Count > KeptLines)
            {
                _last.Dequeue();
            }

            _file.WriteLine(stamped);
        }
    }

    public void Dispose()
    {
        lock (_last)
        {
            _file.Dispose();
        }
    }
}
