using System.Diagnostics;
using System.Text.Json;

namespace Berlin.Bench.Http.Throughput;

/// <summary>Runs wrk: a closed loop of connections that send prepared predict requests in turn, in one thread of C.</summary>
/// <param name="folder">Folder for the script and the bodies.</param>
/// <param name="connections">Open connections.</param>
/// <param name="seconds">How long a run takes.</param>
internal sealed class Wrk(string folder, int connections, int seconds)
{
    private const string Script = """
        local requests, at = {}, 0
        function init(args)
          wrk.headers["Authorization"] = "Bearer " .. args[2]
          wrk.headers["Content-Type"] = "application/json"
          for body in io.lines(args[1]) do
            requests[#requests + 1] = wrk.format("POST", nil, nil, body)
          end
        end
        function request()
          at = at % #requests + 1
          return requests[at]
        end
        function done(summary, latency)
          local e = summary.errors
          print(string.format('\n{"requests":%d,"microseconds":%d,"failed":%d,"p50":%f,"p99":%f}',
            summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
            latency:percentile(50) / 1000, latency:percentile(99) / 1000))
        end
        """;

    private string ScriptFile => Path.Combine(folder, "predict.lua");

    private string BodiesFile => Path.Combine(folder, "bodies.jsonl");

    /// <summary>Writes what the runs send: one body per line.</summary>
    public async Task PrepareAsync(IEnumerable<string> bodies)
    {
        await File.WriteAllTextAsync(ScriptFile, Script);
        await File.WriteAllLinesAsync(BodiesFile, bodies);
    }

    /// <summary>One run against <paramref name="url"/>; every request must be answered with success.</summary>
    public async Task<(long Requests, LoadResult Result)> RunAsync(Uri url, string key)
    {
        var start = new ProcessStartInfo(
            "wrk", ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}", "--timeout", "10s", "-s", ScriptFile, url.AbsoluteUri, "--", BodiesFile, key])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var report = output.Split('\n').LastOrDefault(line => line.StartsWith('{'))
            ?? throw new InvalidOperationException($"wrk ended with {process.ExitCode}: {output}");
        var figures = JsonSerializer.Deserialize<Figures>(report, JsonSerializerOptions.Web)!;
        return figures.Failed == 0
            ? (figures.Requests, new LoadResult(figures.Requests / (figures.Microseconds / 1e6), figures.P50, figures.P99))
            : throw new InvalidOperationException($"{figures.Failed} of {figures.Requests} requests failed: {output}");
    }

    private sealed record Figures(long Requests, long Microseconds, long Failed, double P50, double P99);
}
