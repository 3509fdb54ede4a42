using Berlin.Http.Tests.Fakes;
using Berlin.Silo.Http.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Berlin.Http.Tests.Silo;

/// <summary>What the silo's port lets through: only gateways that know the secret, only keys that hold the scope.</summary>
public sealed class CallerGateTests
{
    public static TheoryData<string, string, string> Routes => new()
    {
        { "POST", "/v1/tenants", "operate" },
        { "GET", "/v1/tenants", "operate" },
        { "PUT", "/v1/tenants/acme", "operate" },
        { "DELETE", "/v1/tenants/acme", "operate" },
        { "POST", "/v1/tenants/acme/keys", "operate" },
        { "GET", "/v1/cluster", "operate" },
        { "GET", "/v1/silo", "operate" },
        { "GET", "/v1/keys", "manage" },
        { "POST", "/v1/keys", "manage" },
        { "POST", "/v1/keys/aaaaaaaaaaaa/rotate", "manage" },
        { "DELETE", "/v1/keys/aaaaaaaaaaaa", "manage" },
        { "GET", "/v1/models", "manage" },
        { "GET", "/v1/models/m", "manage" },
        { "PUT", "/v1/models/m", "manage" },
        { "DELETE", "/v1/models/m", "manage" },
        { "GET", "/v1/models/m/entities", "manage" },
        { "GET", "/v1/models/m/entities/e", "manage" },
        { "DELETE", "/v1/models/m/entities/e", "manage" },
        { "DELETE", "/v1/models/m/subjects/s", "manage" },
        { "GET", "/v1/models/m/observations", "manage" },
        { "GET", "/v1/models/m/observations/o", "manage" },
        { "DELETE", "/v1/models/m/observations/o", "manage" },
        { "PUT", "/v1/models/m/observations/o", "observe" },
        { "POST", "/v1/models/m/observations", "observe" },
        { "POST", "/v1/models/m/predict", "predict" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_ForEachScope_AsksForItsOwn(string method, string path, string needed)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        foreach (var scope in SiloUnderTest.AllScopes.Split(' '))
        {
            var answer = await silo.SendAsync(SiloUnderTest.Request(method, path, [], scopes: scope));
            Assert.Equal((scope, scope != needed), (scope, answer.Text.Contains("key.scope_missing", StringComparison.Ordinal)));
            if (scope != needed)
            {
                answer.RequireError(403, "key.scope_missing", $"The API key lacks the scope {needed}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_WithoutTheJoinSecret_IsClosed(string method, string path, string needed)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        foreach (var secret in new[] { null, "", SiloUnderTest.JoinSecret[1..], SiloUnderTest.JoinSecret + "x", SiloUnderTest.JoinSecret.ToUpperInvariant(), $"{SiloUnderTest.JoinSecret}, {SiloUnderTest.JoinSecret}" })
        {
            var request = SiloUnderTest.Request(method, path, [], scopes: needed);
            request.Headers.Remove("Berlin-Join");
            request.Headers.TryAddWithoutValidation("Berlin-Join", secret);
            var answer = await silo.SendAsync(request);
            answer.RequireError(401, "key.invalid", "This port answers Berlin's gateways only; call the gateway with an API key.");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1/models/m/predict")]
    public async Task UnknownRoute_WithoutTheJoinSecret_LooksLikeAKnownOne(string path)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var request = SiloUnderTest.Request("GET", path);
        request.Headers.Remove("Berlin-Join");
        (await silo.SendAsync(request)).RequireError(401, "key.invalid");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Acme")]
    [InlineData("acme/m")]
    [InlineData("../acme")]
    public async Task ModelRoute_WithoutAValidTenant_IsClosed(string? tenant)
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var request = SiloUnderTest.Request("GET", "/v1/models/m");
        request.Headers.Remove("Berlin-Tenant");
        request.Headers.Add("Berlin-Tenant", tenant is null ? [] : [tenant]);
        (await silo.SendAsync(request)).RequireError(403, "key.scope_missing", "The API key belongs to no tenant; models are reached with a tenant's key.");
    }

    [Fact]
    public async Task Tenants_OfTwoCallers_AreKeptApart()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await silo.SendAsync("PUT", "/v1/models/m", """{"kind":"online","learner":{"type":"t"},"features":[],"target":"t"}""");
        var foreign = SiloUnderTest.Request("GET", "/v1/models/m");
        foreign.Headers.Remove("Berlin-Tenant");
        foreign.Headers.Add("Berlin-Tenant", "beta");

        var unknown = await silo.SendAsync("GET", "/v1/models/other");
        var answer = await silo.SendAsync(foreign);

        Assert.Equal((unknown.Status, unknown.Text), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Endpoint_WithoutAPolicy_FailsTheStart()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SiloUnderTest.StartAsync(map: app => app.MapGet("/v1/secrets", () => "all of them")));
        Assert.Contains("/v1/secrets", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("thirty-two characters with blanks")]
    public async Task JoinSecret_ThatIsNone_FailsTheStart(string secret)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => SiloUnderTest.StartAsync(
            services: services => Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<GatewayJoinOptions>(services, join => join.Secret = secret)));
        Assert.Contains("Secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_OutOfTheirRanges_FailTheStartNamingEach()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => SiloUnderTest.StartAsync(limits =>
        {
            limits.MaxTop = 0;
            limits.MaxHeldBodyBytes = 1024 * 1024;
        }));
        Assert.Contains("MaxTop", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxHeldBodyBytes is 1048576; it must be at least the largest body, 33554432.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_InEachPhase_IsToldAndObeyed()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        Assert.Equal((200, """{"status":"ready"}"""), await GetAsync(silo, "/readyz"));

        silo.Readiness.Starting("The server reads its log.");
        const string starting = """{"error":"The server reads its log.","code":"server.unavailable"}""";
        Assert.Equal((503, starting), await GetAsync(silo, "/readyz"));
        var refused = await silo.SendAsync("GET", "/v1/models");
        Assert.Equal((503, starting), ((int)refused.Status, refused.Text));
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));

        silo.Readiness.Leaving();
        Assert.Equal((503, """{"error":"The server is about to stop.","code":"server.unavailable"}"""), await GetAsync(silo, "/readyz"));
        Assert.Equal(200, (int)(await silo.SendAsync("GET", "/v1/models")).Status);

        silo.Readiness.Stopping();
        (await silo.SendAsync("GET", "/v1/models")).RequireError(503, "silo.stopping", "The server is stopping.");
        Assert.Equal((503, """{"error":"The server is stopping.","code":"server.unavailable"}"""), await GetAsync(silo, "/readyz"));
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(silo, "/livez"));
    }

    private static async Task<(int Status, string Text)> GetAsync(SiloUnderTest silo, string path)
    {
        var answer = await Answer.ReadAsync(silo.Client, new HttpRequestMessage(HttpMethod.Get, path));
        return ((int)answer.Status, answer.Text);
    }
}
