using System.Diagnostics;
using System.Text.Json;
using Berlin.Testing.Postgres;

namespace Berlin.Bench.Storage;

/// <summary>The same loads on a PostgreSQL server of the bench's own (fsync on) and on SQLite, in turns on the same disk.</summary>
internal static class PostgresBeside
{
    private const int Turns = 8;
    private const int Takes = 500;
    private const int TakenStreams = 20;

    /// <summary>Streams written at once, and rows per append: large batches, and many trainers that wait with one row each.</summary>
    private static readonly (int Streams, int Batch)[] Loads = [(1, 1), (20, 100), (64, 1)];

    public static async Task MeasureAsync(string folder, TimeSpan duration)
    {
        await using var server = await PostgresServer.CreateAsync();
        await MeasureAsync(server, folder, "warm-up", streams: 4, batch: 100, TimeSpan.FromSeconds(1));
        Console.WriteLine(
            "streams  batch   obs/s postgres    obs/s sqlite   ratio   append p50/p99 ms postgres    p50/p99 ms sqlite   CPU us/row here   fsyncs/s");
        var lines = new List<object>();
        foreach (var (streams, batch) in Loads)
        {
            var (postgres, sqlite, flushes) = await MeasureAsync(server, folder, $"{streams}-{batch}", streams, batch, duration);
            var ratio = postgres.RowsPerSecond / sqlite.RowsPerSecond;
            Console.WriteLine(
                $"{streams,7}{batch,7}{postgres.RowsPerSecond,17:N0}{sqlite.RowsPerSecond,16:N0}{ratio,8:N2}"
                + $"{$"{postgres.Latencies.MedianMilliseconds:N2} / {postgres.Latencies.Milliseconds(0.99):N2}",29}"
                + $"{$"{sqlite.Latencies.MedianMilliseconds:N2} / {sqlite.Latencies.Milliseconds(0.99):N2}",21}"
                + $"{postgres.ProcessorMicrosecondsPerRow,18:N1}{flushes.PerSecond,11:N0}");
            lines.Add(new
            {
                streams,
                batch,
                postgres = Figures(postgres),
                sqlite = Figures(sqlite),
                postgres_to_sqlite = Math.Round(ratio, 3),
                fsyncs_per_second = Math.Round(flushes.PerSecond),
            });
        }

        var takes = await MeasureTakesAsync(server, folder);
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "storage-postgres", lines, takes }));
    }

    private static async Task<(AppendLoad Postgres, AppendLoad Sqlite, FlushBaseline Flushes)> MeasureAsync(
        PostgresServer server, string folder, string name, int streams, int batch, TimeSpan duration)
    {
        var here = Path.Combine(folder, name);
        using var flushes = new FlushBaseline(folder);
        await using var postgres = await AppendLoad.OpenAsync(
            await BenchStore.OpenPostgresAsync(await server.CreateDatabaseAsync(), Path.Combine(here, "postgres")), streams, batch, entities: 0);
        await using var sqlite = await AppendLoad.OpenAsync(Path.Combine(here, "sqlite"), streams, batch, entities: 0);
        for (var turn = 0; turn < Turns; turn++)
        {
            flushes.Run(duration / Turns / 4);
            await postgres.RunAsync(duration / Turns);
            await sqlite.RunAsync(duration / Turns);
        }

        return (postgres, sqlite, flushes);
    }

    private static async Task<object> MeasureTakesAsync(PostgresServer server, string folder)
    {
        await using var postgres = await BenchStore.OpenPostgresAsync(await server.CreateDatabaseAsync(), Path.Combine(folder, "takes", "postgres"));
        await using var sqlite = BenchStore.OpenSqlite(Path.Combine(folder, "takes", "sqlite"));
        var (onPostgres, onSqlite) = (new Latencies(), new Latencies());
        var streams = await postgres.TakeAsync(TakenStreams);
        await sqlite.TakeAsync(TakenStreams);
        for (var take = 0; take < Takes; take++)
        {
            var stream = streams[take % TakenStreams].Key;
            var start = Stopwatch.GetTimestamp();
            await postgres.Observations.TakeAsync(stream, "bench", default);
            onPostgres.Add(start);
            start = Stopwatch.GetTimestamp();
            await sqlite.Observations.TakeAsync(stream, "bench", default);
            onSqlite.Add(start);
        }

        Console.WriteLine(
            $"take, one after the other: PostgreSQL p50 {onPostgres.MedianMilliseconds:N2} ms, p99 {onPostgres.Milliseconds(0.99):N2} ms; "
            + $"SQLite p50 {onSqlite.MedianMilliseconds:N2} ms, p99 {onSqlite.Milliseconds(0.99):N2} ms");
        return new
        {
            postgres_p50_milliseconds = Math.Round(onPostgres.MedianMilliseconds, 3),
            postgres_p99_milliseconds = Math.Round(onPostgres.Milliseconds(0.99), 3),
            sqlite_p50_milliseconds = Math.Round(onSqlite.MedianMilliseconds, 3),
            sqlite_p99_milliseconds = Math.Round(onSqlite.Milliseconds(0.99), 3),
        };
    }

    private static object Figures(AppendLoad load) => new
    {
        observations_per_second = Math.Round(load.RowsPerSecond),
        append_p50_milliseconds = Math.Round(load.Latencies.MedianMilliseconds, 3),
        append_p99_milliseconds = Math.Round(load.Latencies.Milliseconds(0.99), 3),
        processor_microseconds_per_row = Math.Round(load.ProcessorMicrosecondsPerRow, 1),
    };
}
