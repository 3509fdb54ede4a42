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
    await MeasureAsync(folder, "warm-up", streams: 4, batch: 100, TimeSpan.FromSeconds(0.5));
    Console.WriteLine("streams  batch   observations/s   appends/s   fsyncs/s   append p50 ms   fsync p50 ms   ratio   CPU us/row   bytes/row");
    var lines = new List<object>();
    foreach (var streams in new[] { 1, 16 })
    {
        foreach (var batch in new[] { 1, 100, 1_000 })
        {
            var (load, baseline) = await MeasureAsync(folder, $"{streams}-{batch}", streams, batch, duration);
            var append = load.Latencies.MedianMilliseconds;
            var fsync = baseline.Latencies.MedianMilliseconds;
            Console.WriteLine(
                $"{streams,7}{batch,7}{load.RowsPerSecond,17:N0}{load.AppendsPerSecond,12:N0}{baseline.PerSecond,11:N0}{append,16:N2}{fsync,15:N2}"
                + $"{append / fsync,8:N1}{load.ProcessorMicrosecondsPerRow,13:N1}{load.AllocatedBytesPerRow,12:N0}");
            lines.Add(new
            {
                streams,
                batch,
                observations_per_second = Math.Round(load.RowsPerSecond),
                appends_per_second = Math.Round(load.AppendsPerSecond, 1),
                fsyncs_per_second = Math.Round(baseline.PerSecond, 1),
                append_p50_milliseconds = Math.Round(append, 3),
                fsync_p50_milliseconds = Math.Round(fsync, 3),
                append_in_fsyncs = Math.Round(append / fsync, 2),
                processor_microseconds_per_row = Math.Round(load.ProcessorMicrosecondsPerRow, 1),
                allocated_bytes_per_row = Math.Round(load.AllocatedBytesPerRow),
            });
        }
    }

    Console.WriteLine(JsonSerializer.Serialize(new { bench = "storage", lines }));
}

// Baseline and load take turns, because the speed of a shared disk changes by the second.
static async Task<(AppendLoad Load, FlushBaseline Baseline)> MeasureAsync(string folder, string name, int streams, int batch, TimeSpan duration)
{
    const int Turns = 8;
    using var baseline = new FlushBaseline(folder);
    await using var load = await AppendLoad.OpenAsync(Path.Combine(folder, name), streams, batch);
    for (var turn = 0; turn < Turns; turn++)
    {
        baseline.Run(duration / Turns / 2);
        await load.RunAsync(duration / Turns);
    }

    return (load, baseline);
}
