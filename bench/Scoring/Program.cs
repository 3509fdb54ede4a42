// Rows a second of bulk scoring beside single predictions of the same bookings, through one `berlin up`, and the server's peak memory.
// Usage: dotnet run -c Release --project bench/Scoring [million rows of the long run, default 1] [rounds, default 3]
using System.Globalization;
using System.Text.Json;
using Berlin.Bench.Http;
using Berlin.Bench.Http.Throughput;
using Berlin.Bench.Scoring;

const int Seconds = 5;
const int PiecesPerMillion = 50;
var millions = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var folder = Directory.CreateTempSubdirectory("berlin-bench-");
try
{
    var data = Path.Combine(folder.FullName, "data");
    await using var berlin = await ServerProcess.StartBerlinAsync(data);
    using var tenant = await BerlinTenant.CreateAsync(berlin.Url, data);
    await tenant.TeachAsync();
    using var load = new ScoreLoad(berlin.Url, tenant.Key);
    var memory = new PeakMemory(berlin.ProcessId);
    await WarmUpAsync(tenant, load);

    Console.WriteLine($"{"connections",12}{"predict rows/s",16}{"score rows/s",14}{"ratio",8}   (medians of {rounds} alternating rounds)");
    foreach (var connections in new[] { 1, 16 })
    {
        var (predicted, scored) = await CompareAsync(tenant, load, connections);
        Tell(new { connections, predictRowsPerSecond = predicted, scoreRowsPerSecond = scored, ratio = scored / predicted },
            $"{connections,12}{predicted,16:F0}{scored,14:F0}{scored / predicted,8:F1}");
    }

    memory.Reset();
    var before = memory.MiB;
    var streamed = await load.RunAsync(1, millions * PiecesPerMillion);
    var streamPeak = memory.MiB;
    memory.Reset();
    var job = await load.RunJobAsync(millions * PiecesPerMillion);
    Tell(new { rows = millions * 1_000_000, streamRowsPerSecond = streamed, jobRowsPerSecond = job, beforeMiB = before, streamPeakMiB = streamPeak, jobPeakMiB = memory.MiB },
        $"{millions} million rows: stream {streamed:F0} rows/s, job {job:F0} rows/s (sent, scored, fetched); server before {before:F0} MiB, peak {streamPeak:F0} MiB and {memory.MiB:F0} MiB");
}
finally
{
    folder.Delete(recursive: true);
}

// The server compiles its hot paths while it answers; what is measured is what it does afterwards.
async Task WarmUpAsync(BerlinTenant tenant, ScoreLoad load)
{
    var wrk = new Wrk(folder.FullName, 16, Seconds);
    await wrk.PrepareAsync(Bookings.Predictions());
    await wrk.RunAsync(tenant.PredictUrl, tenant.Key);
    await load.RunAsync(2, 5);
}

async Task<(double Predicted, double Scored)> CompareAsync(BerlinTenant tenant, ScoreLoad load, int connections)
{
    var wrk = new Wrk(folder.FullName, connections, Seconds);
    var (predicted, scored) = (new List<double>(), new List<double>());
    for (var round = 0; round < rounds; round++)
    {
        predicted.Add((await wrk.RunAsync(tenant.PredictUrl, tenant.Key)).Result.RequestsPerSecond);
        scored.Add(await load.RunAsync(connections, Math.Max(1, 16 / connections)));
    }

    return (Median(predicted), Median(scored));
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static void Tell(object figures, string line)
{
    Console.WriteLine(line);
    Console.WriteLine(JsonSerializer.Serialize(figures));
}
