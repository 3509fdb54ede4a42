using System.Globalization;
using System.Text.Json;
using Berlin.Bench.Storage;

// Arguments: seconds per line (default 2), folder (default: a temporary one beside the system's).
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
var parent = args.Length > 1 ? args[1] : Path.GetTempPath();
var folder = Directory.CreateDirectory(Path.Combine(parent, $"berlin-bench-{Environment.ProcessId}")).FullName;
try
{
    await RunAsync(folder, TimeSpan.FromSeconds(seconds));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task RunAsync(string folder, TimeSpan duration)
{
    await AppendLoad.RunAsync(Path.Combine(folder, "warm-up"), streams: 4, batch: 100, TimeSpan.FromSeconds(0.5));
    Console.WriteLine("streams  batch   observations/s   appends/s   fsyncs/s   appends per fsync   ms/append   CPU us/row   bytes/row");
    var lines = new List<object>();
    foreach (var streams in new[] { 1, 16 })
    {
        foreach (var batch in new[] { 1, 100, 1_000 })
        {
            // The baseline runs right before each line, because a shared disk changes by the minute.
            var flush = FlushBaseline.Measure(folder, TimeSpan.FromSeconds(0.5));
            var load = await AppendLoad.RunAsync(Path.Combine(folder, $"{streams}-{batch}"), streams, batch, duration);
            Print(streams, batch, flush, load);
            lines.Add(new
            {
                streams,
                batch,
                observations_per_second = Math.Round(load.RowsPerSecond),
                appends_per_second = Math.Round(load.AppendsPerSecond, 1),
                fsyncs_per_second = Math.Round(flush.PerSecond, 1),
                appends_per_fsync = Math.Round(load.AppendsPerSecond / flush.PerSecond, 3),
                processor_microseconds_per_row = Math.Round(load.ProcessorMicrosecondsPerRow, 1),
                allocated_bytes_per_row = Math.Round(load.AllocatedBytesPerRow),
            });
        }
    }

    Console.WriteLine(JsonSerializer.Serialize(new { bench = "storage", lines }));
}

static void Print(int streams, int batch, FlushBaseline flush, AppendLoad load)
{
    Console.WriteLine(
        $"{streams,7}{batch,7}{load.RowsPerSecond,17:N0}{load.AppendsPerSecond,12:N0}{flush.PerSecond,11:N0}"
        + $"{load.AppendsPerSecond / flush.PerSecond,20:N2}{streams * 1e3 / load.AppendsPerSecond,12:N2}{load.ProcessorMicrosecondsPerRow,13:N1}{load.AllocatedBytesPerRow,12:N0}");
}
