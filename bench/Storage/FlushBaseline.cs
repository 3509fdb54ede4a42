using System.Diagnostics;

namespace Berlin.Bench.Storage;

/// <summary>How often per second a page can be appended to a file of the folder and flushed: the bound of a lone durable write.</summary>
internal sealed record FlushBaseline(double PerSecond)
{
    private const int PageBytes = 4_096;

    public static FlushBaseline Measure(string folder, TimeSpan duration)
    {
        var path = Path.Combine(folder, "flush-baseline");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var page = new byte[PageBytes];
        var watch = Stopwatch.StartNew();
        var flushes = 0;
        while (watch.Elapsed < duration)
        {
            RandomAccess.Write(file, page, (long)flushes * PageBytes);
            RandomAccess.FlushToDisk(file);
            flushes++;
        }

        return new FlushBaseline(flushes / watch.Elapsed.TotalSeconds);
    }
}
