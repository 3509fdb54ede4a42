using System.Diagnostics;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Bench.Storage;

/// <summary>Durable appends, each stream with one append under way, as its trainer has.</summary>
internal sealed class AppendLoad : IAsyncDisposable
{
    private const string Tenant = "bench";

    private readonly SqliteStorage _storage;
    private readonly (StreamKey Key, StreamPosition Position)[] _streams;
    private readonly int _batch;
    private readonly int _entities;
    private TimeSpan _elapsed;
    private TimeSpan _processor;
    private long _allocatedBytes;

    private AppendLoad(SqliteStorage storage, (StreamKey, StreamPosition)[] streams, int batch, int entities)
    {
        _storage = storage;
        _streams = streams;
        _batch = batch;
        _entities = entities;
    }

    public Latencies Latencies { get; } = new();

    public double AppendsPerSecond => Latencies.Count / _elapsed.TotalSeconds;

    public double RowsPerSecond => AppendsPerSecond * _batch;

    public double ProcessorMicrosecondsPerRow => _processor.TotalMicroseconds / ((double)Latencies.Count * _batch);

    public double AllocatedBytesPerRow => _allocatedBytes / ((double)Latencies.Count * _batch);

    /// <summary>Opens a folder with streams of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="streams">Streams that are written at once.</param>
    /// <param name="batch">Rows per append.</param>
    /// <param name="entities">Among how many entities the rows are spread; 0 = they have none.</param>
    public static async Task<AppendLoad> OpenAsync(string folder, int streams, int batch, int entities)
    {
        var storage = SqliteStorage.Open(folder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        var key = new StoredApiKey { Id = "k", Tenant = Tenant, SecretSha256 = new byte[32], Scopes = [] };
        await storage.Tenants.CreateAsync(Tenant, key, default);
        var taken = new (StreamKey, StreamPosition)[streams];
        for (var stream = 0; stream < streams; stream++)
        {
            var name = new StreamKey(Tenant, $"model{stream}");
            await storage.Models.CreateAsync(Tenant, name.Model, "{}", default);
            taken[stream] = (name, (await storage.Observations.TakeAsync(name, "bench", default))!);
        }

        return new AppendLoad(storage, taken, batch, entities);
    }

    public async Task RunAsync(TimeSpan duration)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var streams = await Task.WhenAll(Enumerable.Range(0, _streams.Length).Select(stream => Task.Run(() => WriteAsync(stream, watch, duration))));
        _elapsed += watch.Elapsed;
        _processor += Environment.CpuUsage.TotalTime - processor;
        _allocatedBytes += GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.ForEach(streams, Latencies.Add);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private async Task<Latencies> WriteAsync(int stream, Stopwatch watch, TimeSpan duration)
    {
        var latencies = new Latencies();
        var (key, position) = _streams[stream];
        while (watch.Elapsed < duration)
        {
            var request = new AppendRequest
            {
                Stream = key,
                Epoch = position.Epoch,
                Owner = position.Owner,
                ExpectedHead = position.Head,
                Rows = BenchRows.Make(position.Head, _batch, _entities),
            };
            var start = Stopwatch.GetTimestamp();
            if (await _storage.Observations.AppendAsync(request, default) != AppendVerdict.Committed)
            {
                throw new InvalidOperationException("A bench's append is fenced.");
            }

            position = position with { Head = position.Head + _batch };
            latencies.Add(start);
        }

        _streams[stream] = (key, position);
        return latencies;
    }
}
