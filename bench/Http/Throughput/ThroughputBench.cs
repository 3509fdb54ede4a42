using System.Globalization;
using System.Net;
using System.Text.Json;
using Berlin.Bench.Budgets;
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
    private const int WarmUpRequests = 100_000;

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
            $"{connections} connections, bodies of {bodies.Average(body => body.Length):F0} bytes, answers of {answerBytes}; {rounds} rounds of {seconds} s after {WarmUpRequests} requests to warm up"));
        Console.WriteLine($"{"round",-8}{"bare/s",10}{"p50 ms",9}{"p99 ms",9}{"us cpu",9}{"berlin/s",12}{"p50 ms",9}{"p99 ms",9}{"us cpu",9}{"ratio",9}{"of cpu",9}");
        var pairs = new List<Pair>();
        await WarmUpAsync(wrk, bareUrl, tenant.Key);
        await WarmUpAsync(wrk, tenant.PredictUrl, tenant.Key);
        for (var round = 1; round <= rounds; round++)
        {
            var pair = new Pair(await RunAsync(wrk, bare, bareUrl, tenant.Key), await RunAsync(wrk, berlin, tenant.PredictUrl, tenant.Key));
            pairs.Add(pair);
            Print($"{round}", pair.Bare, pair.Berlin, pair.Ratio, pair.ProcessorRatio);
        }

        var report = Report(pairs, bytes);
        Print("median", report.Bare, report.Berlin, report.Ratio, report.ProcessorRatio);
        Console.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        return report;
    }

    // By requests, not by time: code is compiled to its last tier by what it has run.
    private static async Task WarmUpAsync(Wrk wrk, Uri url, string key)
    {
        for (var sent = 0L; sent < WarmUpRequests;)
        {
            sent += (await wrk.RunAsync(url, key)).Requests;
        }
    }

    private static async Task<ServedLoad> RunAsync(Wrk wrk, ServerProcess server, Uri url, string key)
    {
        var before = server.ProcessorTime;
        var (requests, result) = await wrk.RunAsync(url, key);
        return new ServedLoad(result.RequestsPerSecond, result.P50Milliseconds, result.P99Milliseconds, (server.ProcessorTime - before).TotalMicroseconds / requests);
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
        Median(pairs.Select(pair => pair.Ratio)),
        Median(pairs.Select(pair => pair.ProcessorRatio)),
        MedianOf(pairs.Select(pair => pair.Berlin)),
        MedianOf(pairs.Select(pair => pair.Bare)),
        bytes);

    private static ServedLoad MedianOf(IEnumerable<ServedLoad> runs)
    {
        var all = runs.ToList();
        return new ServedLoad(
            Median(all.Select(run => run.RequestsPerSecond)),
            Median(all.Select(run => run.P50Milliseconds)),
            Median(all.Select(run => run.P99Milliseconds)),
            Median(all.Select(run => run.ProcessorMicroseconds)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Print(string round, ServedLoad bare, ServedLoad berlin, double ratio, double processorRatio) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{round,-8}{bare.RequestsPerSecond,10:F0}{bare.P50Milliseconds,9:F2}{bare.P99Milliseconds,9:F2}{bare.ProcessorMicroseconds,9:F1}")
        + string.Create(CultureInfo.InvariantCulture, $"{berlin.RequestsPerSecond,12:F0}{berlin.P50Milliseconds,9:F2}{berlin.P99Milliseconds,9:F2}{berlin.ProcessorMicroseconds,9:F1}{ratio,9:F2}{processorRatio,9:F2}"));

    private readonly record struct Pair(ServedLoad Bare, ServedLoad Berlin)
    {
        public double Ratio => Berlin.RequestsPerSecond / Bare.RequestsPerSecond;

        public double ProcessorRatio => Bare.ProcessorMicroseconds / Berlin.ProcessorMicroseconds;
    }
}

/// <param name="RequestsPerSecond">Answered requests a second.</param>
/// <param name="P50Milliseconds">Median latency.</param>
/// <param name="P99Milliseconds">99th percentile of latency.</param>
/// <param name="ProcessorMicroseconds">Processor time of the server for one request; steady where other programs take the cores.</param>
internal sealed record ServedLoad(double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds, double ProcessorMicroseconds);

/// <param name="Ratio">Median of the rounds' ratios: predictions a second of Berlin to answers a second of the bare proxy.</param>
/// <param name="ProcessorRatio">The same for requests a second of the server's processor time.</param>
/// <param name="Berlin">Medians of <c>berlin up</c>.</param>
/// <param name="Bare">Medians of the bare proxy.</param>
/// <param name="BytesAllocated">Bytes allocated for one prediction.</param>
internal sealed record ThroughputReport(double Ratio, double ProcessorRatio, ServedLoad Berlin, ServedLoad Bare, double BytesAllocated)
{
    /// <summary>Tells how the figures stand to bench/budgets.json; false where one breaks its budget.</summary>
    public bool IsWithinBudget()
    {
        var budgets = BudgetBook.Load();
        budgets.Check("predict_over_http", "bytes_allocated", BytesAllocated);
        budgets.Check("predict_over_http", "ratio_to_bare_yarp", Ratio);
        return budgets.Broken == 0;
    }
}
