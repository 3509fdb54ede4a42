using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berlin.Bench.Http;

namespace Berlin.Bench.Entities;

/// <summary>`berlin up` over one data folder, with a model that has entities.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string Model = "/v1/models/accounts";
    private const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"target":"account","entities":true,
         "features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"amount","type":"number"}]}
        """;

    private readonly string _folder;
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private Server(string folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
        _http = new HttpClient { BaseAddress = process.Url, Timeout = TimeSpan.FromMinutes(5) };
    }

    public static async Task<Server> StartAsync(string folder)
    {
        var server = new Server(folder, await ServerProcess.StartBerlinAsync(folder));
        var keyFile = Path.Combine(folder, "bench.key");
        if (!File.Exists(keyFile))
        {
            await server.CreateAsync(keyFile);
        }

        server.UseKey(await File.ReadAllTextAsync(keyFile));
        return server;
    }

    /// <summary>Resident memory of the server's process.</summary>
    public double ResidentMegabytes()
    {
        var status = File.ReadLines($"/proc/{FindProcess()}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public double DiskMegabytes() => new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1048576.0;

    public async Task ObserveAsync(string lines)
    {
        using var content = new StringContent(lines, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await _http.PostAsync($"{Model}/observations", content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Observations that the entity had of its own when it answered.</summary>
    public async Task<long> PredictAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"{Model}/predict", content);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return answer.RootElement.TryGetProperty("entity", out var entity) ? entity.GetProperty("observations").GetInt64() : 0;
    }

    public async Task<double> EntityBytesAsync(string entity)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync($"{Model}/entities/{entity}"));
        return answer.RootElement.GetProperty("memory_bytes").GetDouble();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task CreateAsync(string keyFile)
    {
        UseKey(await File.ReadAllTextAsync(Path.Combine(_folder, "operator.key")));
        using var tenant = await _http.PostAsJsonAsync("/v1/tenants", new { name = "bench" });
        using var answer = JsonDocument.Parse(await tenant.Content.ReadAsStringAsync());
        await File.WriteAllTextAsync(keyFile, answer.RootElement.GetProperty("key").GetString());
        UseKey(await File.ReadAllTextAsync(keyFile));
        using var model = await _http.PutAsync(Model, new StringContent(Definition, Encoding.UTF8, "application/json"));
        model.EnsureSuccessStatusCode();
    }

    private void UseKey(string key) => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());

    // The command line names the data folder, which is this run's own.
    private string FindProcess() => Directory.EnumerateDirectories("/proc")
        .Where(path => path[6..].All(char.IsAsciiDigit) && File.Exists($"{path}/cmdline"))
        .Single(path => File.ReadAllText($"{path}/cmdline") is var line && line.Contains("berlin.dll", StringComparison.Ordinal) && line.Contains(_folder, StringComparison.Ordinal))[6..];
}
