using System.Globalization;
using System.Text.Json;
using Berlin.Bench.Storage;

// Arguments: "appends" (default), "entities" or "postgres", seconds per line (default 2), folder (default: a temporary one beside the
// system's), and for entities the rows of the stream that is read (default 1,000,000).
var what = args is ["appends" or "entities" or "postgres", ..] ? args[0] : "appends";
var rest = args is ["appends" or "entities" or "postgres", .. var others] ? others : args;
var duration = TimeSpan.FromSeconds(rest.Length > 0 ? double.Parse(rest[0], CultureInfo.InvariantCulture) : 2);
var parent = rest.Length > 1 ? rest[1] : Path.GetTempPath();
var rows = rest.Length > 2 ? int.Parse(rest[2], CultureInfo.InvariantCulture) : 1_000_000;
var folder = Directory.CreateDirectory(Path.Combine(parent, $"berlin-bench-{Environment.ProcessId}")).FullName;
try
{
    await (what switch
    {
        "entities" => RunEntitiesAsync(folder, duration, rows),
        "postgres" => PostgresBeside.MeasureAsync(folder, duration),
        _ => RunAppendsAsync(folder, duration),
    });
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task RunAppendsAsync(string folder, TimeSpan duration)
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

static async Task RunEntitiesAsync(string folder, TimeSpan duration, int rows)
{
    var reads = await EntityReads.MeasureAsync(Path.Combine(folder, "reads"), rows);
    Console.WriteLine();
    Console.WriteLine("  batch   obs/s no index     obs/s index    obs/s no entity   CPU us no    CPU us ix   CPU us none");
    var prices = new List<object>();
    foreach (var batch in new[] { 1, 100, 1_000 })
    {
        prices.Add(await IndexPrice.MeasureAsync(folder, batch, duration));
    }

    Console.WriteLine(JsonSerializer.Serialize(new { bench = "storage-entities", reads, index_price = prices }));
}

// Baseline and load take turns, because the speed of a shared disk changes by the second.
static async Task<(AppendLoad Load, FlushBaseline Baseline)> MeasureAsync(string folder, string name, int streams, int batch, TimeSpan duration)
{
    const int Turns = 8;
    using var baseline = new FlushBaseline(folder);
    await using var load = await AppendLoad.OpenAsync(Path.Combine(folder, name), streams, batch, entities: 0);
    for (var turn = 0; turn < Turns; turn++)
    {
        baseline.Run(duration / Turns / 2);
        await load.RunAsync(duration / Turns);
    }

    return (load, baseline);
}
