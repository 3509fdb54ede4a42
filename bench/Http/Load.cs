using System.Diagnostics;

namespace Berlin.Bench.Http;

/// <summary>A closed loop: so many clients, each sending its next request when the last is answered.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(int clients, int requests, Func<int, Task> send)
    {
        var next = -1;
        var latencies = new double[requests];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => ClientAsync()));
        var elapsed = Stopwatch.GetElapsedTime(start);
        Array.Sort(latencies);
        return new LoadResult(requests / elapsed.TotalSeconds, latencies[requests / 2], latencies[(int)(requests * 0.99)]);

        async Task ClientAsync()
        {
            int request;
            while ((request = Interlocked.Increment(ref next)) < requests)
            {
                var begin = Stopwatch.GetTimestamp();
                await send(request);
                latencies[request] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            }
        }
    }
}

/// <param name="RequestsPerSecond">Answered requests a second.</param>
/// <param name="P50Milliseconds">Median latency.</param>
/// <param name="P99Milliseconds">99th percentile of latency.</param>
internal sealed record LoadResult(double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds);
