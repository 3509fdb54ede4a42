using System.Net;
using System.Net.Sockets;
using System.Text;
using Berlin.Gateway;
using Berlin.Http.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace Berlin.Http.Tests.Gateway;

/// <summary>What becomes of requests on their way over the network, and of those that no silo answers.</summary>
public sealed class ForwardingTests
{
    private const string SiloAway = "The silo did not answer, and the outcome is unknown; repeat the call.";
    private const string NoSilo = "No silo takes requests at the moment; repeat the call.";

    [Fact]
    public async Task Silo_ThatIsAway_IsTold()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("http://127.0.0.1:1");
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        for (var call = 0; call < 30; call++)
        {
            var answer = await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""");
            answer.RequireError(503, "silo.unavailable");
            Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
        }

        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "silo.unavailable", NoSilo);
        Assert.Equal(200, (int)(await gateway.SendAsync("GET", "/livez", null)).Status);
    }

    [Fact]
    public async Task Silo_ThatComesBack_IsUsedWithTheNextProbe()
    {
        var port = FreePort();
        await using var gateway = await GatewayUnderTest.StartAsync($"http://127.0.0.1:{port}");
        (await gateway.SendAsync("GET", "/readyz", null)).RequireError(503, "silo.unavailable");

        await using var silo = await SiloUnderTest.StartAsync(url: $"http://127.0.0.1:{port}");
        await gateway.UntilReadyAsync();
        Assert.Equal("""{"status":"ready"}""", (await gateway.SendAsync("GET", "/readyz", null)).Text);
    }

    [Fact]
    public async Task Silo_ThatStaysSilent_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var gateway = await GatewayUnderTest.StartAsync(
            $"http://{silent.LocalEndpoint}", options => options.SiloTimeout = TimeSpan.FromSeconds(1));
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        var answer = await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""");
        answer.RequireError(503, "silo.unavailable", SiloAway);
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
        await using var gateway = await GatewayUnderTest.StartAsync($"http://{breaking.LocalEndpoint}");
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        (await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""")).RequireError(503, "silo.unavailable", SiloAway);
        breaking.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => accepting);
    }

    [Fact]
    public async Task Request_OnItsWay_LosesItsKeyAndKeepsTheRest()
    {
        using var recording = new TcpListener(IPAddress.Loopback, 0);
        recording.Start();
        await using var gateway = await GatewayUnderTest.StartAsync(
            $"http://{recording.LocalEndpoint}", options => options.ProbeInterval = TimeSpan.FromMinutes(1));
        var key = gateway.Keys.Add('a', 's', "acme", "predict", "observe");
        var sending = gateway.SendAsync("POST", "/v1/models/m/predict?a=%2F", $"Bearer {key}", "{}", ("Idempotency-Key", "k"), ("Berlin-Subject", "anna"), ("X-Forwarded-For", "1.2.3.4"));
        var head = "";
        while (!head.StartsWith("POST", StringComparison.Ordinal))
        {
            using var connection = await recording.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            head = Encoding.ASCII.GetString(buffer, 0, await connection.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken));
            var status = head.StartsWith("GET /readyz", StringComparison.Ordinal) ? "200 OK" : "418 I'm a teapot";
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nX-Silo: one\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
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

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void SiloAddresses_NoneOrBesideALocalSilo_AreRefused(int addresses, bool hasLocalSilo)
    {
        var options = new GatewayOptions { SiloAddresses = [.. Enumerable.Repeat("http://127.0.0.1:1", addresses)], JoinSecret = SiloUnderTest.JoinSecret };
        var error = Assert.Throws<OptionsValidationException>(
            () => GatewayHost.Create(options, GrainSource.Create(), hasLocalSilo ? _ => Task.CompletedTask : null));
        Assert.Equal(
            $"SiloAddresses has {addresses} entries; it must name silos unless one runs in this process or the cluster tells them, and none then.", Assert.Single(error.Failures));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
