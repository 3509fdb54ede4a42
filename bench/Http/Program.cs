// Load over HTTP against `berlin up` in a process of its own, beside a bare Kestrel that reads the same bodies, in one run.
// Usage: dotnet run -c Release --project bench/Http [observation requests] [predict requests]
//        dotnet run -c Release --project bench/Http throughput [connections] [rounds] [seconds] [--check]
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berlin.Bench.Http;
using Berlin.Bench.Http.Throughput;

switch (args)
{
    case ["baseline", var port]:
        await Baseline.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return;
    case ["bare-proxy", var port, var answerBytes]:
        await BareProxy.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(answerBytes, CultureInfo.InvariantCulture));
        return;
    case ["throughput", ..]:
        var report = await new ThroughputBench(Number(0, 64), Number(1, 5), Number(2, 5)).RunAsync();
        Environment.ExitCode = args.Contains("--check") && !report.IsWithinBudget() ? 1 : 0;
        return;
}

const int BatchSize = 100;
var observationRequests = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
var predictRequests = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30_000;
var folder = Directory.CreateTempSubdirectory("berlin-bench-");
try
{
    var bodies = new Bodies(seed: 20171121);
    await using var baseline = await ServerProcess.StartBaselineAsync();
    await using var berlin = await ServerProcess.StartBerlinAsync(folder.FullName);
    using var bare = new HttpClient { BaseAddress = baseline.Url };
    using var http = new HttpClient { BaseAddress = berlin.Url };
    await SetUpAsync(http, folder.FullName);

    Console.WriteLine($"{"load",-34}{"clients",8}{"req/s",12}{"rows/s",12}{"p50 ms",9}{"p99 ms",9}{"of bare",9}");
    await MeasureAsync("warm-up", 4, 200, BatchSize, "observations", request => bodies.Observations(-1 - request, BatchSize));
    foreach (var clients in new[] { 1, 4, 16 })
    {
        var first = clients * 1_000_000;
        await MeasureAsync($"observations x {BatchSize}", clients, observationRequests, BatchSize, "observations", request => bodies.Observations(first + request, BatchSize));
    }

    await MeasureAsync("observations x 1", 16, observationRequests, 1, "observations", request => bodies.Observations(90_000_000 + request, 1));
    await MeasureAsync("warm-up", 16, predictRequests / 10, 1, "predict", _ => bodies.Predict());
    foreach (var clients in new[] { 1, 16, 64 })
    {
        await MeasureAsync("predict x 1", clients, predictRequests, 1, "predict", _ => bodies.Predict());
    }

    async Task MeasureAsync(string name, int clients, int requests, int rows, string route, Func<int, byte[]> body)
    {
        var prepared = Enumerable.Range(0, requests).Select(body).ToArray();
        var reference = await Load.RunAsync(clients, requests, request => SendAsync(bare, $"/{route}", prepared[request]));
        var measured = await Load.RunAsync(clients, requests, request => SendAsync(http, $"/v1/models/accounts/{route}", prepared[request]));
        if (name == "warm-up")
        {
            return;
        }

        var share = measured.RequestsPerSecond / reference.RequestsPerSecond;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-34}{clients,8}{measured.RequestsPerSecond,12:F0}{measured.RequestsPerSecond * rows,12:F0}{measured.P50Milliseconds,9:F2}{measured.P99Milliseconds,9:F2}{share,9:F2}"));
        Console.WriteLine(JsonSerializer.Serialize(new { name, clients, measured, rowsPerSecond = measured.RequestsPerSecond * rows, ofBare = share }));
    }
}
finally
{
    folder.Delete(recursive: true);
}

static async Task SendAsync(HttpClient http, string path, byte[] body)
{
    using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    using var response = await http.PostAsync(path, content);
    response.EnsureSuccessStatusCode();
    await response.Content.ReadAsByteArrayAsync();
}

static async Task SetUpAsync(HttpClient http, string folder)
{
    var operatorKey = await File.ReadAllTextAsync(Path.Combine(folder, "operator.key"));
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey.Trim());
    using var tenant = await http.PostAsJsonAsync("/v1/tenants", new { name = "bench" });
    using var answer = JsonDocument.Parse(await tenant.Content.ReadAsStringAsync());
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("key").GetString());
    const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"target":"account",
         "features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"amount","type":"number"}]}
        """;
    using var model = await http.PutAsync("/v1/models/accounts", new StringContent(Definition, Encoding.UTF8, "application/json"));
    model.EnsureSuccessStatusCode();
}

int Number(int index, int unlessGiven) =>
    args.Length > index + 1 && int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out var given) ? given : unlessGiven;
