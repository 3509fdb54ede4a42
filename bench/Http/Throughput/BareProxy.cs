using System.Globalization;
using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Berlin.Bench.Http.Throughput;

/// <summary>
/// The measure of the gateway: a bare YARP before a bare Kestrel in one process, without keys, parsing or a model. It
/// reads the same requests and answers as many bytes, and forwards with the HTTP version and load balancing of Berlin's gateway.
/// </summary>
internal static class BareProxy
{
    public static async Task RunAsync(int port, int answerBytes)
    {
        await using var echo = Echo(answerBytes);
        await echo.StartAsync();
        await using var proxy = Proxy(port, echo.Urls.First());
        await proxy.RunAsync();
    }

    private static WebApplication Echo(int answerBytes)
    {
        var answer = new byte[answerBytes];
        answer.AsSpan().Fill((byte)' ');
        var builder = Builder(port: 0);
        var app = builder.Build();
        app.MapGet("/readyz", () => "ready");
        app.MapPost("/v1/models/{model}/predict", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        return app;
    }

    private static WebApplication Proxy(int port, string echo)
    {
        var builder = Builder(port);
        var cluster = new ClusterConfig
        {
            ClusterId = "echo",
            LoadBalancingPolicy = "PowerOfTwoChoices",
            Destinations = new Dictionary<string, DestinationConfig> { ["echo"] = new() { Address = echo } },
            HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact },
        };
        var route = new RouteConfig { RouteId = "all", ClusterId = "echo", Match = new RouteMatch { Path = "/{**rest}" } };
        builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);

        // It hashes with a package that the registry does not serve; no cookie is used here.
        var unwanted = builder.Services.Where(service => service.ImplementationType?.Name == "HashCookieSessionAffinityPolicy").ToList();
        unwanted.ForEach(service => builder.Services.Remove(service));
        var app = builder.Build();
        app.MapReverseProxy(static proxy => proxy.UseLoadBalancing());
        return app;
    }

    private static WebApplicationBuilder Builder(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        return builder;
    }
}
