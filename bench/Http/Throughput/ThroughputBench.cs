using System.Globalization;
using System.Net;
using System.Text.Json;
using Berlin.Cli.Hosting;

namespace Berlin.Bench.Http.Throughput;

/// <summary>
/// Predictions a second of <c>berlin up</c>, as a share of what a bare YARP before a bare Kestrel does with bodies of the
/// same size, in alternating rounds of one run; and the bytes that a prediction allocates.
/// </summary>
/// <param name="connections">Open connections.</param>
/// <param name="rounds">Pairs of runs; medians are reported.</param>
/// <param name="seconds">Length of one run.</param>
internal sealed class ThroughputBench(int connections, int rounds, int seconds)
{
    private const int AllocationWarmUp = 40_000;
    private const int AllocationCount = 20_000;
    private const int AnswersMeasured = 200;

    public async Task<ThroughputReport> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("berlin-bench-");
        try
        {
            var bytes = await AllocationAsync(Path.Combine(folder.FullName, "allocation"));
            return await CompareAsync(folder.FullName, bytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> AllocationAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await using var server = await BerlinServer.StartAsync(new UpOptions(folder, IPAddress.Loopback, 0, IsQuiet: true), CancellationToken.None);
        using var tenant = await BerlinTenant.CreateAsync(server.Url, folder);
        await tenant.TeachAsync();
        using var meter = new AllocationMeter(tenant.PredictUrl, tenant.Key, Bookings.Predictions());
        var bytes = meter.Measure(AllocationWarmUp, AllocationCount);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one prediction over HTTP allocates {bytes:F0} bytes"));
        return bytes;
    }

    private async Task<ThroughputReport> CompareAsync(string folder, double bytes)
    {
        var data = Path.Combine(folder, "served");
        await using var berlin = await ServerProcess.StartBerlinAsync(data);
        using var tenant = await BerlinTenant.CreateAsync(berlin.Url, data);
        await tenant.TeachAsync();
        var bodies = Bookings.Predictions().ToList();
        var answerBytes = await AnswerLengthAsync(tenant, bodies);
        await using var bare = await ServerProcess.StartBareProxyAsync(answerBytes);
        var bareUrl = new Uri(bare.Url, tenant.PredictUrl.AbsolutePath);
        var wrk = new Wrk(folder, connections, seconds);
        await wrk.PrepareAsync(bodies);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{connections} connections, bodies of {bodies.Average(body => body.Length):F0} bytes, answers of {answerBytes}; {rounds} rounds of {seconds} s after one to warm up"));
        Console.WriteLine($"{"round",-8}{"bare/s",10}{"p50 ms",9}{"p99 ms",9}{"berlin/s",12}{"p50 ms",9}{"p99 ms",9}{"ratio",9}");
        var pairs = new List<Pair>();
        for (var round = 0; round <= rounds; round++)
        {
            var reference = await wrk.RunAsync(bareUrl, tenant.Key);
            var pair = new Pair(reference, await wrk.RunAsync(tenant.PredictUrl, tenant.Key));
            if (round > 0)
            {
                pairs.Add(pair);
                Print($"{round}", pair.Bare, pair.Berlin, pair.Ratio);
            }
        }

        var report = Report(pairs, bytes);
        Print("median", report.Bare, report.Berlin, report.Ratio);
        Console.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        return report;
    }

    private static async Task<int> AnswerLengthAsync(BerlinTenant tenant, List<string> bodies)
    {
        var lengths = new List<int>();
        foreach (var body in bodies.Take(AnswersMeasured))
        {
            lengths.Add(await tenant.AnswerLengthAsync(body));
        }

        return (int)lengths.Average();
    }

    private static ThroughputReport Report(List<Pair> pairs, double bytes) => new(
        Median(pairs.Select(pair => pair.Ratio)), MedianOf(pairs.Select(pair => pair.Berlin)), MedianOf(pairs.Select(pair => pair.Bare)), bytes);

    private static LoadResult MedianOf(IEnumerable<LoadResult> runs)
    {
        var all = runs.ToList();
        return new LoadResult(
            Median(all.Select(run => run.RequestsPerSecond)), Median(all.Select(run => run.P50Milliseconds)), Median(all.Select(run => run.P99Milliseconds)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Print(string round, LoadResult bare, LoadResult berlin, double ratio) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{round,-8}{bare.RequestsPerSecond,10:F0}{bare.P50Milliseconds,9:F2}{bare.P99Milliseconds,9:F2}{berlin.RequestsPerSecond,12:F0}{berlin.P50Milliseconds,9:F2}{berlin.P99Milliseconds,9:F2}{ratio,9:F2}"));

    private readonly record struct Pair(LoadResult Bare, LoadResult Berlin)
    {
        public double Ratio => Berlin.RequestsPerSecond / Bare.RequestsPerSecond;
    }
}

/// <param name="Ratio">Median of the rounds' ratios: predictions of Berlin to answers of the bare proxy.</param>
/// <param name="Berlin">Medians of <c>berlin up</c>.</param>
/// <param name="Bare">Medians of the bare proxy.</param>
/// <param name="BytesAllocated">Bytes allocated for one prediction.</param>
internal sealed record ThroughputReport(double Ratio, LoadResult Berlin, LoadResult Bare, double BytesAllocated);
