using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Http.Callers;
using Berlin.Silo.InProcess;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berlin.Http.Tests.Silo;

/// <summary>The server without a port, called without a gateway.</summary>
public sealed class InProcessServerTests
{
    [Fact]
    public async Task Request_BeforeTheStartAndAfterTheStop_IsRefused()
    {
        using var server = new InProcessServer();
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ProcessAsync(new FeatureCollection()));

        var silo = await SiloUnderTest.StartAsync(url: null);
        await silo.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.InProcess!.ProcessAsync(new FeatureCollection()));
    }

    [Fact]
    public async Task Stop_WithARequestInFlight_WaitsForItsEnd()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var silo = await SiloUnderTest.StartAsync(url: null, map: app => app.MapGet("/waits", async (HttpContext _) =>
        {
            begun.SetResult();
            await go.Task;
        }).WithMetadata(CallerPolicy.Public));
        var request = silo.InProcess!.ProcessAsync(Caller("/waits").Features);
        await begun.Task;

        var stopping = silo.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        go.SetResult();
        await stopping;
        Assert.True(request.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Pipeline_SetsItsOwnFeatures_AndLeavesTheCallersAlone()
    {
        await using var silo = await SiloUnderTest.StartAsync(url: null);
        var caller = Caller("/livez");
        var endpoint = new Endpoint(null, EndpointMetadataCollection.Empty, "the gateway's");
        caller.SetEndpoint(endpoint);
        caller.Request.RouteValues["rest"] = "of the gateway";
        caller.Items["of"] = "the gateway";
        var features = caller.Features.Select(feature => feature.Key).ToHashSet();

        await silo.InProcess!.ProcessAsync(caller.Features);

        Assert.Equal(200, caller.Response.StatusCode);
        Assert.Same(endpoint, caller.GetEndpoint());
        Assert.Equal("of the gateway", Assert.Single(caller.Request.RouteValues).Value);
        Assert.Equal(features, caller.Features.Select(feature => feature.Key).ToHashSet());
    }

    private static DefaultHttpContext Caller(string path)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = path } };
        context.Response.Body = new MemoryStream();
        return context;
    }
}
