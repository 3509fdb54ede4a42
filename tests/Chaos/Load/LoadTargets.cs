using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Berlin.Chaos.Load;

/// <summary>Makes what the load asks: tenants, their models, and a few observations of each.</summary>
internal static class LoadTargets
{
    public static async Task<IReadOnlyList<ModelUnderLoad>> CreateAsync(Uri gateway, string operatorKey, LoadShape shape)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        using var client = new LoadClient(gateway, new CallLog());
        var models = new List<ModelUnderLoad>();
        for (var tenant = 0; tenant < shape.Tenants; tenant++)
        {
            var name = $"tenant{tenant}";
            var key = await CreateTenantAsync(http, operatorKey, name);
            var made = Enumerable.Range(0, shape.ModelsPerTenant)
                .Select(model => new ModelUnderLoad(models.Count + model, name, $"accounts{model}", key, model < shape.TrainersPerTenant)).ToArray();
            await Task.WhenAll(made.Select(model => DefineAsync(http, client, model, shape.ObservationsAtStart)));
            models.AddRange(made);
        }

        return models;
    }

    /// <summary>Asks each model and each entity of it once, so that whoever answers for them has them in memory.</summary>
    public static async Task WarmAsync(Uri gateway, IReadOnlyList<ModelUnderLoad> models)
    {
        using var client = new LoadClient(gateway, new CallLog());
        foreach (var model in models)
        {
            await client.PredictAsync(model, 0, ofEntity: false, TimeSpan.Zero);
            await Task.WhenAll(Enumerable.Range(0, AccountModel.Entities).Select(entity => client.PredictAsync(model, entity, ofEntity: true, TimeSpan.Zero)));
        }
    }

    /// <summary>The last row of the stream, and the digest of what the trainer has learned of it.</summary>
    public static async Task<(long Sequence, string Digest)> ReadDigestAsync(HttpClient http, ModelUnderLoad model, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"/v1/models/{model.Name}?digest=true", model.Key);
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowUnlessSuccessAsync(response, request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return (answer.RootElement.GetProperty("sequence").GetInt64(), answer.RootElement.GetProperty("learner_digest").GetString()!);
    }

    private static async Task<string> CreateTenantAsync(HttpClient http, string operatorKey, string name)
    {
        using var request = Request(HttpMethod.Post, "/v1/tenants", operatorKey);
        request.Content = JsonContent.Create(new { name });
        using var response = await http.SendAsync(request);
        await ThrowUnlessSuccessAsync(response, request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("key").GetString()!;
    }

    private static async Task DefineAsync(HttpClient http, LoadClient client, ModelUnderLoad model, int observations)
    {
        using var request = Request(HttpMethod.Put, $"/v1/models/{model.Name}", model.Key);
        request.Content = new StringContent(AccountModel.Definition, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        await ThrowUnlessSuccessAsync(response, request);
        if (!await client.ObserveAsync(model, model.Ledger.Next(observations)))
        {
            throw new InvalidOperationException($"The first observations of {model} are not acknowledged.");
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, HttpRequestMessage request)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }
}
