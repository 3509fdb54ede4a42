using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Berlin.Bench.Http.Throughput;

/// <summary>A tenant of a Berlin server, with its key.</summary>
internal sealed class BerlinTenant : IDisposable
{
    private readonly HttpClient http;

    private BerlinTenant(HttpClient http, string key)
    {
        this.http = http;
        Key = key;
    }

    /// <summary>The tenant's API key.</summary>
    public string Key { get; }

    /// <summary>Where the model <c>accounts</c> is asked.</summary>
    public Uri PredictUrl => new(http.BaseAddress!, "/v1/models/accounts/predict");

    /// <summary>Makes a tenant with the key of the operator in <paramref name="dataFolder"/>.</summary>
    public static async Task<BerlinTenant> CreateAsync(Uri server, string dataFolder)
    {
        var http = new HttpClient { BaseAddress = server };
        var operatorKey = await File.ReadAllTextAsync(Path.Combine(dataFolder, "operator.key"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey.Trim());
        using var tenant = await http.PostAsJsonAsync("/v1/tenants", new { name = "bench" });
        tenant.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await tenant.Content.ReadAsStringAsync());
        var key = answer.RootElement.GetProperty("key").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new BerlinTenant(http, key);
    }

    /// <summary>Makes the model and teaches it the bookings of the sample.</summary>
    public async Task TeachAsync()
    {
        using var model = await http.PutAsync("/v1/models/accounts", Json(Bookings.Definition));
        model.EnsureSuccessStatusCode();
        foreach (var body in Bookings.Observations())
        {
            using var observed = await http.PostAsync("/v1/models/accounts/observations", Json(body));
            observed.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Length in bytes of the answer to one prediction.</summary>
    public async Task<int> AnswerLengthAsync(string body)
    {
        using var answer = await http.PostAsync(PredictUrl, Json(body));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    public void Dispose() => http.Dispose();

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
