using System.Diagnostics;
using System.Text;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Bench.Storage;

/// <summary>Durable appends, each stream with one append under way, as its trainer has.</summary>
internal sealed record AppendLoad(double RowsPerSecond, double AppendsPerSecond, double ProcessorMicrosecondsPerRow, double AllocatedBytesPerRow)
{
    private const string Tenant = "bench";
    private static readonly byte[] Digest = new byte[ObservationDigest.SizeBytes];
    private static readonly byte[] Features = Encoding.UTF8.GetBytes("""{"amount":125.5,"text":"taxi from the station to the conference"}""");

    public static async Task<AppendLoad> RunAsync(string folder, int streams, int batch, TimeSpan duration)
    {
        await using var storage = SqliteStorage.Open(folder, TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);
        await storage.Tenants.CreateAsync(Tenant, new StoredApiKey { Id = "k", Tenant = Tenant, SecretSha256 = new byte[32], Scopes = [] }, default);
        var positions = new List<(StreamKey, StreamPosition)>();
        for (var stream = 0; stream < streams; stream++)
        {
            var key = new StreamKey(Tenant, $"model{stream}");
            await storage.Models.CreateAsync(Tenant, key.Model, "{}", default);
            positions.Add((key, (await storage.Observations.TakeAsync(key, "bench", default))!));
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var appends = await Task.WhenAll(positions.Select(position => Task.Run(() =>
            WriteAsync(storage.Observations, position.Item1, position.Item2, batch, watch, duration))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var total = (double)appends.Sum();
        return new AppendLoad(
            total * batch / elapsed,
            total / elapsed,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / (total * batch),
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (total * batch));
    }

    private static async Task<int> WriteAsync(IObservationLog log, StreamKey key, StreamPosition position, int batch, Stopwatch watch, TimeSpan duration)
    {
        var appends = 0;
        while (watch.Elapsed < duration)
        {
            var request = new AppendRequest
            {
                Stream = key,
                Epoch = position.Epoch,
                Owner = position.Owner,
                ExpectedHead = position.Head,
                Rows = Rows(position.Head, batch),
            };
            if (await log.AppendAsync(request, default) != AppendVerdict.Committed)
            {
                throw new InvalidOperationException("A bench's append is fenced.");
            }

            position = position with { Head = position.Head + batch };
            appends++;
        }

        return appends;
    }

    private static StoredObservation[] Rows(long head, int batch)
    {
        var rows = new StoredObservation[batch];
        for (var index = 0; index < batch; index++)
        {
            var sequence = head + index + 1;
            rows[index] = new StoredObservation
            {
                Sequence = sequence,
                // Spread over the index of ids, as ids that clients make at random are.
                Id = $"{unchecked((ulong)sequence * 0x9E3779B97F4A7C15):x16}-{sequence}",
                At = DateTimeOffset.UnixEpoch.AddSeconds(sequence),
                ContentDigest = Digest,
                Features = Features,
                Target = "2770",
                Entity = "agreement552343",
            };
        }

        return rows;
    }
}
