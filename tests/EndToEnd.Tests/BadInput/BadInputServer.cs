using System.Net;
using System.Net.Http.Headers;
using Berlin.EndToEnd.Tests.Durability;

namespace Berlin.EndToEnd.Tests.BadInput;

/// <summary>One real server for all tests of bad input, with a model that has learned a little.</summary>
public sealed class BadInputServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private BerlinProcess? _berlin;
    private string _key = "";

    public bool HasExited => Berlin.HasExited;

    private BerlinProcess Berlin => _berlin ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync()
    {
        _berlin = await BerlinProcess.StartAsync(_folder.Path);
        _key = await Berlin.CreateTenantAsync(_folder.Path, "acme");
        Berlin.Authorize(_key);
        await ObservationHistory.DefineAsync(Berlin.Http);
        await new ObservationHistory(seed: 1).SendAsync(Berlin.Http, batches: 3);
    }

    public async Task<long> SequenceAsync() => (await ObservationHistory.DigestAsync(Berlin.Http)).Sequence;

    /// <summary>Posts bytes as JSON with the tenant's key, or with what is given instead of it.</summary>
    public Task<(HttpStatusCode Status, string Text)> PostAsync(string path, byte[] body) => PostAsync(path, body, $"Bearer {_key}");

    public async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, byte[] body, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var http = new HttpClient { BaseAddress = Berlin.Http.BaseAddress };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Defines a further model like the first, and tells its name.</summary>
    public async Task<string> DefineOwnModelAsync(string name)
    {
        await ObservationHistory.DefineAsync(Berlin.Http, name);
        return name;
    }

    /// <summary>Defines a model in another tenant, and tells its name.</summary>
    public async Task<string> CreateForeignModelAsync(string name)
    {
        var key = await Berlin.CreateTenantAsync(_folder.Path, "other");
        Berlin.Authorize(key);
        await ObservationHistory.DefineAsync(Berlin.Http, name);
        Berlin.Authorize(_key);
        return name;
    }

    public ValueTask DisposeAsync()
    {
        _berlin?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
