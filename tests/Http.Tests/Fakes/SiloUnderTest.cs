using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berlin.Grains.Jobs;
using Berlin.Grains.Models;
using Berlin.Grains.Serving;
using Berlin.Grains.Tenancy;
using Berlin.Grains.Training;
using Berlin.Silo.Engines;
using Berlin.Silo.Http;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.Http.Health;
using Berlin.Silo.InProcess;
using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Berlin.Http.Tests.Fakes;

/// <summary>The silo's HTTP surface on a real Kestrel and a free port of the loopback, over fake grains.</summary>
public sealed class SiloUnderTest : IAsyncDisposable
{
    public const string JoinSecret = "0123456789abcdefghijklmnopqrstuv";
    public const string Tenant = "acme";
    public const string AllScopes = "predict observe manage operate";

    private readonly WebApplication _app;

    private SiloUnderTest(WebApplication app, RecordingTrainer trainer, RecordingHead head, FakeModels models, FakeTenants tenants, FakeJobs jobs)
    {
        _app = app;
        Trainer = trainer;
        Head = head;
        Models = models;
        Directory = tenants;
        Jobs = jobs;
        InProcess = app.Services.GetRequiredService<IServer>() as InProcessServer;
        Client = new HttpClient { BaseAddress = InProcess is null ? new Uri(app.Urls.First()) : null };
    }

    /// <summary>The server of a silo without a port; null where it has one.</summary>
    internal InProcessServer? InProcess { get; }

    public RecordingTrainer Trainer { get; }

    public RecordingHead Head { get; }

    public FakeModels Models { get; }

    public FakeTenants Directory { get; }

    public FakeJobs Jobs { get; }

    public HttpClient Client { get; }

    public ServerReadiness Readiness => _app.Services.GetRequiredService<ServerReadiness>();

    public IServiceProvider Services => _app.Services;

    /// <summary>A silo on <paramref name="url"/>, or without a port where it is null.</summary>
    public static async Task<SiloUnderTest> StartAsync(
        Action<HttpLimitsOptions>? limits = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, string? url = "http://127.0.0.1:0")
    {
        var (trainer, head, models) = (new RecordingTrainer(), new RecordingHead(), new FakeModels());
        var tenants = new FakeTenants(models);
        var jobs = new FakeJobs();
        var client = GrainSource.Create(
            (typeof(ITrainerGrain), trainer.For), (typeof(ILiveHeadGrain), head.For), (typeof(IModelGrain), models.For), (typeof(ITenantDirectoryGrain), _ => tenants),
            (typeof(IJobGrain), jobs.For), (typeof(IJobDirectoryGrain), jobs.DirectoryFor));

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (url is null)
        {
            builder.WebHost.UseServer(new InProcessServer());
        }
        else
        {
            builder.WebHost.UseKestrelCore().UseUrls(url).ConfigureKestrel(kestrel => kestrel.ConfigureBerlinKestrel());
        }

        builder.Services.AddBerlinHttp();
        builder.Services.AddSingleton<IGrainFactory>(client);
        builder.Services.AddSingleton<IJobFiles>(jobs);
        builder.Services.AddSingleton<ISiloEngine>(new FakeEngine());
        builder.Services.AddSingleton<IFaultInjector>(NoFaults.Instance);
        builder.Services.Configure<GatewayJoinOptions>(join => join.Secret = JoinSecret);
        builder.Services.Configure<HttpLimitsOptions>(options => limits?.Invoke(options));
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapBerlinEndpoints();
        map?.Invoke(app);
        await app.StartAsync();
        app.Services.GetRequiredService<ServerReadiness>().Ready();
        return new SiloUnderTest(app, trainer, head, models, tenants, jobs);
    }

    /// <summary>A request as a gateway sends it for a key with every scope.</summary>
    public static HttpRequestMessage Request(string method, string path, byte[]? body = null, string? contentType = "application/json", string? scopes = AllScopes)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Berlin-Join", JoinSecret);
        request.Headers.Add("Berlin-Tenant", Tenant);
        request.Headers.Add("Berlin-Scopes", scopes);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            }
        }

        return request;
    }

    public Task<Answer> SendAsync(string method, string path, string? json = null, string? contentType = "application/json") =>
        SendAsync(Request(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), contentType));

    public Task<Answer> SendAsync(HttpRequestMessage request) => Answer.ReadAsync(Client, request);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, string? ContentType, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Json.GetProperty("code").GetString();

    public string? Error => Json.GetProperty("error").GetString();

    public static async Task<Answer> ReadAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), response.Headers, response.Content.Headers, text);
        }
    }

    /// <summary>Requires an error in the documented form.</summary>
    public void RequireError(int status, string code, string? error = null)
    {
        Assert.Equal((status, "application/json", code), ((int)Status, ContentType, Code));
        Assert.True(error is null || error == Error, $"expected: {error}\nanswered: {Error}");
    }
}
