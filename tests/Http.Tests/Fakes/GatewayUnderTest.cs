using Berlin.Gateway;
using Berlin.Gateway.Routing;
using Berlin.Gateway.Routing.Rings;
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

    /// <summary>A gateway before another server than a silo.</summary>
    public static Task<GatewayUnderTest> StartAsync(string siloAddress, Action<GatewayOptions>? configure = null) =>
        StartAsync(silo: null, siloAddress, configure, time: null);

    /// <summary>A gateway before the silos of a ring.</summary>
    public static Task<GatewayUnderTest> StartAsync(ISiloRing ring, Action<GatewayOptions>? configure = null) =>
        StartAsync(silo: null, siloAddress: null, configure, time: null, ring);

    /// <summary>A gateway before a silo that it reaches over the network.</summary>
    public static async Task<GatewayUnderTest> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? time = null) =>
        await StartAsync(await SiloUnderTest.StartAsync(), configure, time);

    /// <summary>A gateway before <paramref name="silo"/>: in this process where it has no port, otherwise over the network.</summary>
    public static Task<GatewayUnderTest> StartAsync(SiloUnderTest silo, Action<GatewayOptions>? configure = null, TimeProvider? time = null) =>
        StartAsync(silo, silo.Client.BaseAddress?.ToString(), configure, time);

    private static async Task<GatewayUnderTest> StartAsync(SiloUnderTest? silo, string? siloAddress, Action<GatewayOptions>? configure, TimeProvider? time, ISiloRing? ring = null)
    {
        var keys = new FakeApiKeys();
        var options = new GatewayOptions
        {
            Address = "http://127.0.0.1:0",
            SiloAddresses = siloAddress is null ? [] : [siloAddress],
            JoinSecret = SiloUnderTest.JoinSecret,
        };
        configure?.Invoke(options);
        var pipeline = silo?.InProcess is { } server ? server.ProcessAsync : (SiloPipeline?)null;
        var app = GatewayHost.Create(options, GrainSource.Create((typeof(IApiKeyGrain), keys.For)), pipeline, time: time, ring: ring);
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

    /// <summary>Waits until requests are answered by silos.</summary>
    public Task UntilReadyAsync() => UntilReadinessAsync(200);

    /// <summary>Waits until no silo takes requests, as far as the gateway knows.</summary>
    public Task UntilNotReadyAsync() => UntilReadinessAsync(503);

    private async Task UntilReadinessAsync(int status)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((int)(await SendAsync("GET", "/readyz", null)).Status != status)
        {
            bound.Token.ThrowIfCancellationRequested();
        }
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
