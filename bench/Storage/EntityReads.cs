using System.Diagnostics;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Bench.Storage;

/// <summary>Reads of one entity's rows out of a long stream of many, cold and warm, beside reads of neighbouring rows; then what removal costs.</summary>
internal sealed class EntityReads
{
    private const int RowsPerEntity = 1_000;
    private const int AppendRows = 10_000;
    private const int Reads = 40;

    private readonly string _folder;
    private readonly int _rows;
    private readonly StreamKey _stream = new("bench", "model");
    private StreamPosition _position = new(0, "", 0, 1);

    private EntityReads(string folder, int rows)
    {
        _folder = folder;
        _rows = rows;
    }

    private int Entities => Math.Max(1, _rows / RowsPerEntity);

    public static async Task<object> MeasureAsync(string folder, int rows)
    {
        var bench = new EntityReads(folder, rows);
        await bench.FillAsync();

        // The handle before the store: closing one while it is open would drop its locks.
        using var cache = new FileCache(Path.Combine(folder, "berlin.db"));
        await using var storage = Open(folder);
        var lines = new List<object>();
        Console.WriteLine($"{rows:N0} rows of {bench.Entities:N0} entities        cold p50 ms   cold p99 ms   warm p50 ms   warm p99 ms");
        foreach (var count in new[] { 10, RowsPerEntity })
        {
            lines.Add(await bench.ReadAsync($"{count} rows of one entity", cache, number =>
                storage.Observations.ReadEntityAsync(bench._stream, BenchRows.Entity(number % bench.Entities), 0, count, default)));
            lines.Add(await bench.ReadAsync($"{count} neighbouring rows", cache, number =>
                storage.Observations.ReadAsync(bench._stream, (long)number * (rows / Reads), count, default)));
        }

        lines.Add(await bench.ReadAsync("100 entities listed", cache, number =>
            storage.Observations.ListEntitiesAsync(bench._stream, BenchRows.Entity(number * 7 % bench.Entities), 100, default)));
        lines.Add(await bench.RemoveAsync(storage, "removal of one entity", new RemovalSelection.OfEntity(BenchRows.Entity(1))));
        lines.Add(await bench.RemoveAsync(storage, "removal by time, nothing matches", new RemovalSelection.Before(DateTimeOffset.UnixEpoch)));
        lines.Add(await bench.RemoveAsync(storage, "removal of the oldest fifth", new RemovalSelection.UpTo(rows / 5)));
        var start = Stopwatch.GetTimestamp();
        await storage.Models.DeleteAsync(bench._stream.Tenant, bench._stream.Model, default);
        lines.Add(Tell("deletion of the model", 0, start));
        return lines;
    }

    private static SqliteStorage Open(string folder) => SqliteStorage.Open(folder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);

    private async Task FillAsync()
    {
        await using var storage = Open(_folder);
        var key = new StoredApiKey { Id = "k", Tenant = _stream.Tenant, SecretSha256 = new byte[32], Scopes = [] };
        await storage.Tenants.CreateAsync(_stream.Tenant, key, default);
        await storage.Models.CreateAsync(_stream.Tenant, _stream.Model, "{}", default);
        _position = (await storage.Observations.TakeAsync(_stream, "bench", default))!;
        while (_position.Head < _rows)
        {
            var request = new AppendRequest
            {
                Stream = _stream,
                Epoch = _position.Epoch,
                Owner = _position.Owner,
                ExpectedHead = _position.Head,
                Rows = BenchRows.Make(_position.Head, AppendRows, Entities),
            };
            await storage.Observations.AppendAsync(request, default);
            _position = _position with { Head = _position.Head + AppendRows };
        }
    }

    /// <summary>Each read once with nothing of the file in memory but what earlier reads left in SQLite's own cache of 8 MiB, then again at once.</summary>
    private async Task<object> ReadAsync<T>(string what, FileCache cache, Func<int, Task<IReadOnlyList<T>>> read)
    {
        var cold = new Latencies();
        var warm = new Latencies();
        for (var number = 0; number < Reads; number++)
        {
            cache.Drop();
            var start = Stopwatch.GetTimestamp();
            await read(number);
            cold.Add(start);
            start = Stopwatch.GetTimestamp();
            await read(number);
            warm.Add(start);
        }

        Console.WriteLine($"{what,-36}{cold.Milliseconds(0.5),12:N2}{cold.Milliseconds(0.99),14:N2}{warm.Milliseconds(0.5),14:N2}{warm.Milliseconds(0.99),14:N2}");
        return new
        {
            what,
            cold_p50_milliseconds = Math.Round(cold.Milliseconds(0.5), 3),
            cold_p99_milliseconds = Math.Round(cold.Milliseconds(0.99), 3),
            warm_p50_milliseconds = Math.Round(warm.Milliseconds(0.5), 3),
            warm_p99_milliseconds = Math.Round(warm.Milliseconds(0.99), 3),
        };
    }

    private async Task<object> RemoveAsync(SqliteStorage storage, string what, RemovalSelection selection)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await storage.Observations.RemoveAsync(
            new RemovalRequest { Stream = _stream, Epoch = _position.Epoch, Owner = _position.Owner, ExpectedHead = _position.Head, Selection = selection },
            default);
        return Tell(what, result.Removed, start);
    }

    private static object Tell(string what, long removed, long start)
    {
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine($"{what,-36}{milliseconds,12:N1} ms   {removed:N0} rows");
        return new { what, removed, milliseconds = Math.Round(milliseconds, 1) };
    }
}
