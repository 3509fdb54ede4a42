using Berlin.Gateway;
using Berlin.Grains.Tenancy;
using Microsoft.AspNetCore.Builder;

namespace Berlin.Http.Tests.Fakes;

/// <summary>A gateway on a free port before a silo on another one, over fake grains.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayUnderTest(WebApplication app, SiloUnderTest? silo, FakeApiKeys keys)
    {
        _app = app;
        Silo = silo!;
        Keys = keys;
        Client = new HttpClient { BaseAddress = Address };
    }

    /// <summary>The silo behind it, unless the gateway was started before another server.</summary>
    public SiloUnderTest Silo { get; }

    public FakeApiKeys Keys { get; }

    public HttpClient Client { get; }

    public Uri Address => new(_app.Urls.First());

    public static async Task<GatewayUnderTest> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? time = null, string? siloAddress = null)
    {
        var keys = new FakeApiKeys();
        var silo = siloAddress is null ? await SiloUnderTest.StartAsync() : null;
        var options = new GatewayOptions
        {
            Address = "http://127.0.0.1:0",
            SiloAddresses = [siloAddress ?? silo!.Client.BaseAddress!.ToString()],
            JoinSecret = SiloUnderTest.JoinSecret,
        };
        configure?.Invoke(options);
        var app = GatewayHost.Create(options, GrainSource.Create((typeof(IApiKeyGrain), keys.For)), time: time);
        await app.StartAsync();
        return new GatewayUnderTest(app, silo, keys);
    }

    public Task<Answer> SendAsync(string method, string path, string? key, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Answer.ReadAsync(Client, request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Silo is not null)
        {
            await Silo.DisposeAsync();
        }
    }
}
