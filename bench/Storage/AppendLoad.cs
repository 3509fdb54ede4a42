using System.Diagnostics;
using Berlin.Storage.Streams;

namespace Berlin.Bench.Storage;

/// <summary>Durable appends, each stream with one append under way, as its trainer has.</summary>
internal sealed class AppendLoad : IAsyncDisposable
{
    private readonly BenchStore _storage;
    private readonly (StreamKey Key, StreamPosition Position)[] _streams;
    private readonly int _batch;
    private readonly int _entities;
    private TimeSpan _elapsed;
    private TimeSpan _processor;
    private long _allocatedBytes;

    private AppendLoad(BenchStore storage, (StreamKey, StreamPosition)[] streams, int batch, int entities)
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

    /// <summary>Opens a folder of SQLite with streams of its own.</summary>
    /// <inheritdoc cref="OpenAsync(BenchStore, int, int, int)"/>
    public static Task<AppendLoad> OpenAsync(string folder, int streams, int batch, int entities) =>
        OpenAsync(BenchStore.OpenSqlite(folder), streams, batch, entities);

    /// <summary>Makes streams in a storage, which then belongs to the load.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="streams">Streams that are written at once.</param>
    /// <param name="batch">Rows per append.</param>
    /// <param name="entities">Among how many entities the rows are spread; 0 = they have none.</param>
    public static async Task<AppendLoad> OpenAsync(BenchStore storage, int streams, int batch, int entities) =>
        new(storage, await storage.TakeAsync(streams), batch, entities);

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
