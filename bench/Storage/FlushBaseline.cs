using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Bench.Storage;

/// <summary>How often per second a page can be written to a file of the folder and flushed: the bound of a lone durable write.</summary>
/// <remarks>The file has its 16 MiB before, and is written over and over, as the WAL of a store that runs for a while is: a file that grows costs a second write.</remarks>
internal sealed class FlushBaseline : IDisposable
{
    private const int PageBytes = 4_096;
    private const int Pages = 4_096;

    private readonly SafeFileHandle _file;
    private readonly byte[] _page = new byte[PageBytes];
    private TimeSpan _elapsed;

    public FlushBaseline(string folder)
    {
        _file = File.OpenHandle(Path.Combine(folder, "flush-baseline"), FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        RandomAccess.Write(_file, new byte[Pages * PageBytes], 0);
        RandomAccess.FlushToDisk(_file);
    }

    public Latencies Latencies { get; } = new();

    public double PerSecond => Latencies.Count / _elapsed.TotalSeconds;

    public void Run(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(_file, _page, (long)Latencies.Count % Pages * PageBytes);
            RandomAccess.FlushToDisk(_file);
            Latencies.Add(start);
        }

        _elapsed += watch.Elapsed;
    }

    public void Dispose() => _file.Dispose();
}
