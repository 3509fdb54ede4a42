using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Gateway;

/// <summary>Each route with each kind of credential, through the gateway to the silo.</summary>
/// <param name="siloUrl">Where the silo listens; null for one in the gateway's process.</param>
public abstract class KeyGateTests(string? siloUrl)
{
    private const string NoKey = "The request has no API key; send the header Authorization: Bearer bk_<id>_<secret>.";
    private const string BadKey = "The API key is not valid.";

    private static readonly (string Method, string Path, string Scope, string? Body, int Status)[] Routes =
    [
        ("POST", "/v1/tenants", "operate", """{"name":"beta"}""", 201),
        ("GET", "/v1/models", "manage", null, 200),
        ("PUT", "/v1/models/m", "manage", """{"kind":"online","learner":{"type":"t"},"features":[],"target":"t"}""", 201),
        ("GET", "/v1/models/m", "manage", null, 200),
        ("POST", "/v1/models/m/observations", "observe", """{"observations":[{"id":"a","features":{},"target":"x"}]}""", 200),
        ("POST", "/v1/models/m/predict", "predict", """{"features":{}}""", 200),
    ];

    public static TheoryData<string> BadCredentials =>
    [
        "", "Bearer", "Bearer ", "Bearer x", "bk_" + new string('a', 12), "Basic YTpi",
        FakeApiKeys.Key('a', 'b'),
        "Token " + FakeApiKeys.Key('a', 'b'),
        "Bearer " + FakeApiKeys.Key('a', 'b')[1..],
        "Bearer " + FakeApiKeys.Key('a', 'b') + "b",
        "Bearer " + FakeApiKeys.Key('A', 'b'),
        "Bearer " + FakeApiKeys.Key('a', 'B'),
        "Bearer " + FakeApiKeys.Key('1', 'b'),
        "Bearer " + FakeApiKeys.Key('a', '0'),
        "Bearer " + FakeApiKeys.Key('a', 'b').Replace('_', '-'),
        "Bearer " + FakeApiKeys.Key('a', 'b').Replace("bk_", "BK_", StringComparison.Ordinal),
        "Bearer " + FakeApiKeys.Key('a', 'b') + " " + FakeApiKeys.Key('a', 'b'),
        "Bearer " + FakeApiKeys.Key('a', 'b') + ", Bearer " + FakeApiKeys.Key('a', 'b'),
        "Bearer " + FakeApiKeys.Key('z', 'b'),
        "Bearer " + FakeApiKeys.Key('a', 'c'),
    ];

    [Fact]
    public async Task Route_WithARightKey_IsAnswered()
    {
        await using var gateway = await StartAsync();
        foreach (var (route, id) in Routes.Zip("abcdef"))
        {
            var key = gateway.Keys.Add(id, 's', route.Scope == "operate" ? null : "acme", route.Scope);
            var answer = await gateway.SendAsync(route.Method, route.Path, $"Bearer {key}", route.Body);
            Assert.Equal((route.Path, route.Status), (route.Path, (int)answer.Status));
        }

        Assert.Equal("acme/m", Assert.Single(gateway.Silo.Trainer.Observed).Key);
        Assert.Equal("acme/m", Assert.Single(gateway.Silo.Head.Predicted).Key);
    }

    [Fact]
    public async Task Route_WithoutAKey_IsClosed()
    {
        await using var gateway = await StartAsync();
        foreach (var route in Routes)
        {
            var answer = await gateway.SendAsync(route.Method, route.Path, null, route.Body);
            answer.RequireError(401, "key.invalid", NoKey);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }

        Assert.Empty(gateway.Silo.Trainer.Observed);
    }

    [Theory]
    [MemberData(nameof(BadCredentials))]
    public async Task Route_WithABadKey_IsClosed(string credential)
    {
        await using var gateway = await StartAsync();
        gateway.Keys.Add('a', 'b', "acme", "predict", "observe", "manage", "operate");
        foreach (var route in Routes)
        {
            var answer = await gateway.SendAsync(route.Method, route.Path, credential, route.Body);
            answer.RequireError(401, "key.invalid", BadKey);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }

        Assert.Empty(gateway.Silo.Trainer.Observed);
        Assert.Empty(gateway.Silo.Head.Predicted);
    }

    [Fact]
    public async Task Route_WithAKeyOfAnotherScope_IsForbidden()
    {
        await using var gateway = await StartAsync();
        foreach (var (route, id) in Routes.Zip("abcdef"))
        {
            var others = SiloUnderTest.AllScopes.Split(' ').Where(scope => scope != route.Scope).ToArray();
            var key = gateway.Keys.Add(id, 's', "acme", others);
            var answer = await gateway.SendAsync(route.Method, route.Path, $"bearer  {key} ", route.Body);
            answer.RequireError(403, "key.scope_missing", $"The API key lacks the scope {route.Scope}.");
        }

        Assert.Empty(gateway.Silo.Trainer.Observed);
    }

    [Fact]
    public async Task OperatorsKey_OnAModel_IsForbidden()
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', null, "operate", "manage");
        var answer = await gateway.SendAsync("GET", "/v1/models/m", $"Bearer {key}");
        answer.RequireError(403, "key.scope_missing", "The API key belongs to no tenant; models are reached with a tenant's key.");
    }

    [Theory]
    [InlineData("Berlin-Tenant", "beta")]
    [InlineData("berlin-tenant", "beta")]
    [InlineData("BERLIN-SCOPES", "operate")]
    [InlineData("Berlin-Join", SiloUnderTest.JoinSecret)]
    [InlineData("Connection", "Berlin-Tenant, Berlin-Scopes, Berlin-Join")]
    [InlineData("Berlin_Tenant", "beta")]
    public async Task InternalHeader_FromAClient_ChangesNothing(string name, string value)
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "predict");

        var predicted = await gateway.SendAsync("POST", "/v1/models/m/predict", $"Bearer {key}", """{"features":{}}""", (name, value));
        Assert.True((int)predicted.Status == 200, predicted.Text);
        Assert.Equal("acme/m", Assert.Single(gateway.Silo.Head.Predicted).Key);

        var made = await gateway.SendAsync("POST", "/v1/tenants", $"Bearer {key}", """{"name":"beta"}""", (name, value));
        made.RequireError(403, "key.scope_missing");

        var keyless = await gateway.SendAsync("POST", "/v1/tenants", null, """{"name":"beta"}""", (name, value));
        keyless.RequireError(401, "key.invalid", NoKey);
    }

    [Fact]
    public async Task InternalHeaders_SentTwice_AreBothRemoved()
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "predict");
        await using var connection = await RawHttp.ConnectAsync(gateway.Address);
        await connection.SendAsync(
            $"POST /v1/models/m/predict HTTP/1.1\r\nHost: g\r\nBerlin-Tenant: beta\r\nAuthorization: Bearer {key}\r\nBerlin-Tenant: gamma\r\n" +
            $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: Berlin-Tenant\r\n\r\nf\r\n{{\"features\":{{}}}}\r\n0\r\nBerlin-Tenant: delta\r\n\r\n");
        Assert.Equal(200, (await connection.ReadAsync()).Status);
        Assert.Equal("acme/m", Assert.Single(gateway.Silo.Head.Predicted).Key);
    }

    [Theory]
    [InlineData("GET", "/nothing", null, 404, "route.not_found")]
    [InlineData("GET", "/v2/health/ready", null, 404, "route.not_found")]
    [InlineData("GET", "/v1", null, 401, "key.invalid")]
    [InlineData("GET", "/v1/", null, 401, "key.invalid")]
    [InlineData("GET", "/V1/MODELS", null, 401, "key.invalid")]
    [InlineData("GET", "/v1/nothing", null, 401, "key.invalid")]
    [InlineData("GET", "/x/../v1/models", null, 401, "key.invalid")]
    [InlineData("GET", "/readyz/../v1/models", null, 401, "key.invalid")]
    [InlineData("GET", "/v1/nothing", "key", 404, "route.not_found")]
    [InlineData("POST", "/v1/models/m", "key", 405, "route.method_not_allowed")]
    [InlineData("POST", "/livez", null, 405, "route.method_not_allowed")]
    [InlineData("POST", "/readyz", null, 405, "route.method_not_allowed")]
    public async Task UnknownRoute_WithAndWithoutAKey_IsToldInTheDocumentedForm(string method, string path, string? credential, int status, string code)
    {
        await using var gateway = await StartAsync();
        var key = gateway.Keys.Add('a', 's', "acme", "manage");
        await using var connection = await RawHttp.ConnectAsync(gateway.Address);
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: g\r\n{(credential is null ? "" : $"Authorization: Bearer {key}\r\n")}Content-Length: 0\r\n\r\n");
        var answer = await connection.ReadAsync();
        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(status == 405, answer.Head.Contains("\r\nAllow: ", StringComparison.Ordinal));
        Assert.DoesNotContain("Server:", answer.Head, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<GatewayUnderTest> StartAsync() => await GatewayUnderTest.StartAsync(await SiloUnderTest.StartAsync(url: siloUrl));
}

/// <summary>Over the network.</summary>
public sealed class KeyGateOverNetworkTests() : KeyGateTests("http://127.0.0.1:0");

/// <summary>In one process.</summary>
public sealed class KeyGateInProcessTests() : KeyGateTests(siloUrl: null);
