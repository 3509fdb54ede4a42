using System.Text;
using Berlin.Gateway;
using Berlin.Http.Tests.Fakes;
using Berlin.Http.Tests.Scoring;
using Berlin.Silo.Http.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Berlin.Http.Tests.Gateway;

/// <summary>What holds of a request whichever way it takes from the gateway to the silo.</summary>
/// <param name="siloUrl">Where the silo listens; null for one in the gateway's process.</param>
public abstract class EitherWayTests(string? siloUrl)
{
    [Fact]
    public async Task Probes_WithoutAKey_AreAnswered()
    {
        await using var gateway = await StartAsync();
        Assert.Equal("""{"status":"ok"}""", (await gateway.SendAsync("GET", "/livez", null)).Text);
        Assert.Equal("""{"status":"ready"}""", (await gateway.SendAsync("GET", "/readyz", null)).Text);

        gateway.Silo.Readiness.Stopping();
        await gateway.UntilNotReadyAsync();
        Assert.Equal("""{"status":"ok"}""", (await gateway.SendAsync("GET", "/livez", null)).Text);
    }

    [Fact]
    public async Task Request_OnItsWay_LosesItsKeyAndKeepsTheRest()
    {
        var seen = new TaskCompletionSource<(string Target, Dictionary<string, string> Headers, string Body)>();
        await using var gateway = await StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            seen.SetResult((context.Request.Path + context.Request.QueryString, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), body));
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Silo"] = "one";
        });

        var answer = await SendAsync(gateway, "/v1/probe?a=%2F", "{}", ("Idempotency-Key", "k"), ("Berlin-Subject", "anna"));

        Assert.Equal((418, "one"), ((int)answer.Status, Assert.Single(answer.Headers.GetValues("X-Silo"))));
        var (target, headers, sent) = await seen.Task;
        Assert.Equal(("/v1/probe?a=%2F", "{}"), (target, sent));
        Assert.DoesNotContain("Authorization", headers.Keys);
        Assert.DoesNotContain(headers.Values, value => value.Contains(new string('s', 52), StringComparison.Ordinal));
        foreach (var (name, value) in new[] { ("Berlin-Tenant", "acme"), ("Berlin-Scopes", "predict"), ("Berlin-Join", SiloUnderTest.JoinSecret), ("Idempotency-Key", "k"), ("Berlin-Subject", "anna"), ("Content-Type", "application/json; charset=utf-8") })
        {
            Assert.Equal(value, headers[name]);
        }
    }

    [Fact]
    public async Task Client_ThatLeaves_CancelsTheRequest()
    {
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await StartAsync(async context =>
        {
            context.RequestAborted.Register(cancelled.SetResult);
            begun.SetResult();
            await cancelled.Task;
            context.RequestAborted.ThrowIfCancellationRequested();
        });
        using var leaving = new CancellationTokenSource();
        var request = Request(gateway, "/v1/probe", "{}");
        var sending = gateway.Client.SendAsync(request, leaving.Token);
        await begun.Task;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)(await gateway.SendAsync("GET", "/readyz", null)).Status);
    }

    [Fact]
    public async Task Failure_BeforeTheAnswer_IsToldInTheDocumentedForm()
    {
        await using var gateway = await StartAsync(_ => throw new InvalidDataException("/var/lib/berlin/secret"));
        var answer = await SendAsync(gateway, "/v1/probe", "{}");
        answer.RequireError(500, "server.fault", "Berlin failed to answer; the server's log holds the details.");
    }

    [Fact]
    public async Task Failure_WithinTheAnswer_NeverLooksWhole()
    {
        await using var gateway = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("half of");
            await context.Response.Body.FlushAsync();
            throw new InvalidDataException("the answer");
        });
        var failure = await Record.ExceptionAsync(async () =>
        {
            // A cut connection between gateway and silo may lose what was on its way; then nothing has begun.
            (await SendAsync(gateway, "/v1/probe", "{}")).RequireError(503, "silo.unavailable");
        });
        Assert.True(failure is null or HttpRequestException, failure?.ToString());
        Assert.Equal(200, (int)(await gateway.SendAsync("GET", "/readyz", null)).Status);
    }

    [Fact]
    public async Task Answer_WrittenInPieces_ArrivesInPieces()
    {
        var firstRead = new TaskCompletionSource();
        await using var gateway = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await firstRead.Task;
            await context.Response.WriteAsync("second");
        });
        using var response = await gateway.Client.SendAsync(
            Request(gateway, "/v1/probe", "{}"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[5];
        await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("first", Encoding.ASCII.GetString(buffer));
        firstRead.SetResult();
        Assert.Equal("second", await new StreamReader(body).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Body_BrokenAsChunks_IsRefused()
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        await using var connection = await RawHttp.ConnectAsync(gateway.Address);
        await connection.SendAsync(
            $"POST /v1/models/m/predict HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal((400, """{"error":"The body is not framed as HTTP asks for, or ended early.","code":"request.invalid"}"""), (answer.Status, answer.Body));
        Assert.Empty(gateway.Silo.Head.Predicted);
    }

    [Fact]
    public async Task Requests_OfOneConnection_AreEachTheirOwn()
    {
        await using var gateway = await StartAsync(static context =>
        {
            var isFresh = context.Items.Count == 0 && context.Features.Get<Marker>() is null;
            context.Items["seen"] = true;
            context.Features.Set(new Marker());
            return context.Response.WriteAsync($"{isFresh} {context.Request.RouteValues.Count}");
        });
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("True 0", (await SendAsync(gateway, "/v1/probe", "{}")).Text);
            (await SendAsync(gateway, "/v1/nothing", "{}")).RequireError(404, "route.not_found");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_LargerThanAnyRouteTakes_IsRefused(bool chunked)
    {
        await using var gateway = await StartAsync(configure: options => options.MaxBodyBytes = 1024);
        var key = gateway.Keys.Add('a', 's', "acme", "observe");
        await using var connection = await RawHttp.ConnectAsync(gateway.Address);
        var head = $"POST /v1/models/m/observations HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n";
        if (chunked)
        {
            await connection.SendAsync(head + "Transfer-Encoding: chunked\r\n\r\n");

            // Just over the bound and the room for framing: the server cuts the connection then, and what is still on
            // its way would take the answer with it.
            await connection.SendChunkAsync(new byte[(4 * 1024 * 1024) + 1024 + 1]);
        }
        else
        {
            await connection.SendAsync(head + $"Content-Length: {6 * 1024 * 1024}\r\n\r\n");
            await connection.SendAsync(new byte[6 * 1024 * 1024]);
        }

        var answer = await connection.ReadAsync();
        Assert.Equal(413, answer.Status);
        Assert.EndsWith("\"code\":\"request.too_large\"}", answer.Body, StringComparison.Ordinal);
        Assert.Empty(gateway.Silo.Trainer.Observed);
    }

    [Theory]
    [InlineData(32 * 1024 * 1024, false, 200)]
    [InlineData(32 * 1024 * 1024, true, 200)]
    [InlineData((32 * 1024 * 1024) + 1, false, 413)]
    [InlineData((32 * 1024 * 1024) + 1, true, 413)]
    public async Task Body_AtTheBoundOfObservations_IsForwardedOrRefusedNamingIt(int length, bool chunked, int status)
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "observe");
        var body = new byte[length];
        body.AsSpan().Fill((byte)' ');
        """{"observations":[{"id":"a","features":{},"target":"x"}]}"""u8.CopyTo(body);
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models/m/observations") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Headers.TransferEncodingChunked = chunked;

        var answer = await Answer.ReadAsync(gateway.Client, request);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(status == 413, answer.Text.Contains("The body is larger than 33554432 bytes", StringComparison.Ordinal));
        Assert.Equal(status == 200 ? 1 : 0, gateway.Silo.Trainer.Observed.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_OfRowsToScore_MayBeOfAnyLength(bool chunked)
    {
        await using var gateway = await StartAsync(configure: options => options.MaxBodyBytes = 1024);
        ScoringModel.Define(gateway.Silo);
        var rows = string.Concat(Enumerable.Repeat($"{new string('x', 50_000)},\n", 120));
        var request = Request(gateway, ScoringModel.Path, "text,amount\n" + rows);
        request.Content!.Headers.ContentType = new("text/csv");
        request.Headers.TransferEncodingChunked = chunked;

        var answer = await Answer.ReadAsync(gateway.Client, request);

        Assert.True((int)answer.Status == 200, answer.Text[..Math.Min(answer.Text.Length, 300)]);
        Assert.Equal(121, answer.Lines().Length);
    }

    private static HttpRequestMessage Request(GatewayUnderTest gateway, string path, string json)
    {
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {key}");
        return request;
    }

    private static Task<Answer> SendAsync(GatewayUnderTest gateway, string path, string json, params (string Name, string Value)[] headers)
    {
        var request = Request(gateway, path, json);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return Answer.ReadAsync(gateway.Client, request);
    }

    /// <summary>A gateway before a silo that has one route more, <c>POST /v1/probe</c>.</summary>
    private async Task<GatewayUnderTest> StartAsync(RequestDelegate? probe = null, Action<GatewayOptions>? configure = null)
    {
        var silo = await SiloUnderTest.StartAsync(
            url: siloUrl, map: app => app.MapPost("/v1/probe", probe ?? (_ => Task.CompletedTask)).WithMetadata(CallerPolicy.Tenant(CallerScopes.Predict)));
        return await GatewayUnderTest.StartAsync(silo, configure);
    }

    private sealed class Marker;
}

/// <summary>Over the network.</summary>
public sealed class EitherWayOverNetworkTests() : EitherWayTests("http://127.0.0.1:0");

/// <summary>In one process.</summary>
public sealed class EitherWayInProcessTests() : EitherWayTests(siloUrl: null);
