using System.Net;
using System.Net.Sockets;
using System.Text;
using Berlin.Gateway;
using Berlin.Http.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace Berlin.Http.Tests.Gateway;

/// <summary>What becomes of requests on their way to a silo, and of those that no silo answers.</summary>
public sealed class ForwardingTests
{
    private const string SiloAway = "No silo answers at the moment; repeat the call.";

    [Fact]
    public async Task Probes_WithoutAKey_AreAnswered()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        Assert.Equal("""{"status":"ok"}""", (await gateway.SendAsync("GET", "/livez", null)).Text);
        Assert.Equal("""{"status":"ready"}""", (await gateway.SendAsync("GET", "/readyz", null)).Text);

        gateway.Silo.Readiness.Stopping();
        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "server.unavailable", "The server is stopping.");
        Assert.Equal("""{"status":"ok"}""", (await gateway.SendAsync("GET", "/livez", null)).Text);
    }

    [Fact]
    public async Task Silo_ThatIsAway_IsTold()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(siloAddress: "http://127.0.0.1:1");
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        for (var call = 0; call < 30; call++)
        {
            var answer = await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""");
            answer.RequireError(503, "server.unavailable", SiloAway);
            Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        }

        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "server.unavailable", SiloAway);
        Assert.Equal(200, (int)(await gateway.SendAsync("GET", "/livez", null)).Status);
    }

    [Fact]
    public async Task Silo_ThatComesBack_IsUsedAtOnce()
    {
        var port = FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync(siloAddress: $"http://127.0.0.1:{port}");
        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "server.unavailable", SiloAway);

        await using var silo = await SiloUnderTest.StartAsync(url: $"http://127.0.0.1:{port}");
        Assert.Equal("""{"status":"ready"}""", (await gateway.SendAsync("GET", "/readyz", null)).Text);
    }

    [Fact]
    public async Task Silo_ThatStaysSilent_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var gateway = await GatewayUnderTest.StartAsync(
            options => options.SiloTimeout = TimeSpan.FromSeconds(1), siloAddress: $"http://{silent.LocalEndpoint}");
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        var answer = await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""");
        answer.RequireError(503, "server.unavailable", SiloAway);
    }

    [Fact]
    public async Task Silo_ThatBreaksOff_IsTold()
    {
        using var breaking = new TcpListener(IPAddress.Loopback, 0);
        breaking.Start();
        var accepting = Task.Run(async () =>
        {
            while (true)
            {
                using var connection = await breaking.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await connection.GetStream().ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(siloAddress: $"http://{breaking.LocalEndpoint}");
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        (await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""")).RequireError(503, "server.unavailable", SiloAway);
        breaking.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => accepting);
    }

    [Fact]
    public async Task Request_OnItsWay_LosesItsKeyAndKeepsTheRest()
    {
        using var recording = new TcpListener(IPAddress.Loopback, 0);
        recording.Start();
        await using var gateway = await GatewayUnderTest.StartAsync(
            options => options.ProbeInterval = TimeSpan.FromMinutes(1), siloAddress: $"http://{recording.LocalEndpoint}");
        var key = gateway.Keys.Add('a', 's', "acme", "predict", "observe");
        var sending = gateway.SendAsync("POST", "/v1/models/m/predict?a=%2F", $"Bearer {key}", "{}", ("Idempotency-Key", "k"), ("Berlin-Subject", "anna"), ("X-Forwarded-For", "1.2.3.4"));
        var head = "";
        while (!head.StartsWith("POST", StringComparison.Ordinal))
        {
            using var connection = await recording.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            head = Encoding.ASCII.GetString(buffer, 0, await connection.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken));
            await connection.GetStream().WriteAsync("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\nX-Silo: one\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var answer = await sending;

        Assert.Equal((418, "one"), ((int)answer.Status, Assert.Single(answer.Headers.GetValues("X-Silo"))));
        Assert.StartsWith("POST /v1/models/m/predict?a=%2F HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(new string('s', 52), head, StringComparison.Ordinal);
        foreach (var line in new[] { "Berlin-Tenant: acme", "Berlin-Scopes: predict observe", "Berlin-Join: " + SiloUnderTest.JoinSecret, "Idempotency-Key: k", "Berlin-Subject: anna", "Content-Type: application/json; charset=utf-8" })
        {
            Assert.Contains(line + "\r\n", head, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_LargerThanAnyRouteTakes_IsRefused(bool chunked)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.MaxBodyBytes = 1024);
        var key = gateway.Keys.Add('a', 's', "acme", "observe");
        await using var connection = await RawHttp.ConnectAsync(gateway.Address);
        var head = $"POST /v1/models/m/observations HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n";
        if (chunked)
        {
            await connection.SendAsync(head + "Transfer-Encoding: chunked\r\n\r\n");
            await connection.SendChunkAsync(new byte[6 * 1024 * 1024]);
        }
        else
        {
            await connection.SendAsync(head + $"Content-Length: {6 * 1024 * 1024}\r\n\r\n");
            await connection.SendAsync(new byte[6 * 1024 * 1024]);
        }

        var answer = await connection.ReadAsync();
        Assert.Equal(413, answer.Status);
        Assert.Contains("request.too_large", answer.Body, StringComparison.Ordinal);
        Assert.Empty(gateway.Silo.Trainer.Observed);
    }

    [Theory]
    [InlineData(32 * 1024 * 1024, false, 200)]
    [InlineData(32 * 1024 * 1024, true, 200)]
    [InlineData((32 * 1024 * 1024) + 1, false, 413)]
    [InlineData((32 * 1024 * 1024) + 1, true, 413)]
    public async Task Body_AtTheBoundOfObservations_IsForwardedOrRefusedNamingIt(int length, bool chunked, int status)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
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

    [Fact]
    public void Options_OutOfTheirRanges_AreRefusedNamingEach()
    {
        var options = new GatewayOptions { Address = "nowhere", SiloAddresses = ["ftp://silo"], JoinSecret = "short", MaxBodyBytes = 1, KeyCacheTime = TimeSpan.FromSeconds(6) };
        var error = Assert.Throws<OptionsValidationException>(() => GatewayHost.Create(options, GrainSource.Create()));
        foreach (var named in new[] { "Address", "ftp://silo", "JoinSecret", "MaxBodyBytes", "KeyCacheTime" })
        {
            Assert.Contains(error.Failures, failure => failure.Contains(named, StringComparison.Ordinal));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
