using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Silo;

/// <summary>Tenants as the operator handles them, and keys as tenants do.</summary>
public sealed class TenancyRoutesTests
{
    [Fact]
    public async Task Tenants_MadeRenamedAndDeleted_AreListedSo()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        foreach (var name in new[] { "c", "a", "b" })
        {
            await silo.SendAsync("POST", "/v1/tenants", $$"""{"name":"{{name}}"}""");
        }

        var page = await silo.SendAsync("GET", "/v1/tenants?limit=2");
        Assert.Equal("""{"tenants":[{"name":"a","created_at":"2026-01-02T03:04:05Z","models":2},{"name":"b","created_at":"2026-01-02T03:04:05Z","models":2}],"next":"b"}""", page.Text);
        Assert.Equal("""{"name":"d"}""", (await silo.SendAsync("PUT", "/v1/tenants/a", """{"name":"d"}""")).Text);
        (await silo.SendAsync("PUT", "/v1/tenants/b", """{"name":"d"}""")).RequireError(409, "tenant.exists");
        Assert.Equal(204, (int)(await silo.SendAsync("DELETE", "/v1/tenants/b")).Status);
        var left = (await silo.SendAsync("GET", "/v1/tenants")).Json;
        Assert.Equal(["c", "d"], left.GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Key_MadeAndRevoked_IsToldOnceAndListed()
    {
        await using var silo = await StartAsync();

        var made = await silo.SendAsync("POST", "/v1/keys", """{"scopes":["observe","predict"],"label":"shop","expires_at":"2099-01-01T00:00:00Z"}""");
        var revoked = await silo.SendAsync("DELETE", "/v1/keys/aaaaaaaaaaaa");
        var listed = await silo.SendAsync("GET", "/v1/keys");

        Assert.Equal((201, "no-store"), ((int)made.Status, made.Headers.CacheControl?.ToString()));
        Assert.Equal(
            $$"""{"key":"{{FakeApiKeys.Key('a', 'z')}}","id":"aaaaaaaaaaaa","scopes":["predict","observe"],"label":"shop","created_at":"2026-01-02T03:04:05Z","expires_at":"2099-01-01T00:00:00Z","revoked_at":null}""",
            made.Text);
        Assert.Equal(204, (int)revoked.Status);
        Assert.Equal(
            """{"keys":[{"id":"aaaaaaaaaaaa","scopes":["predict","observe"],"label":"shop","created_at":"2026-01-02T03:04:05Z","expires_at":"2099-01-01T00:00:00Z","revoked_at":"2026-01-02T03:04:05Z"}]}""",
            listed.Text);
    }

    [Fact]
    public async Task Key_WithAScopeThatItsMakerLacks_IsRefused()
    {
        await using var silo = await StartAsync();
        var request = SiloUnderTest.Request("POST", "/v1/keys", """{"scopes":["predict","manage"]}"""u8.ToArray(), scopes: "manage observe");
        (await silo.SendAsync(request)).RequireError(403, "key.scope_missing", "The API key lacks the scope predict and cannot give it to another key.");
        Assert.Empty(silo.Directory.Keys);
    }

    [Fact]
    public async Task Rotation_OfAKeyWithMoreScopes_IsRefused()
    {
        await using var silo = await StartAsync();
        silo.Directory.Keys[SiloUnderTest.Tenant] = [FakeTenants.Report('a', "predict", "manage"), FakeTenants.Report('b', "manage")];

        var more = SiloUnderTest.Request("POST", "/v1/keys/aaaaaaaaaaaa/rotate", "{}"u8.ToArray(), scopes: "manage");
        (await silo.SendAsync(more)).RequireError(403, "key.scope_missing", "The API key lacks the scope predict and cannot give it to another key.");
        var same = SiloUnderTest.Request("POST", "/v1/keys/bbbbbbbbbbbb/rotate", """{"grace_seconds":60}"""u8.ToArray(), scopes: "manage");
        var rotated = await silo.SendAsync(same);

        Assert.Equal((201, "no-store"), ((int)rotated.Status, rotated.Headers.CacheControl?.ToString()));
        Assert.Equal((SiloUnderTest.Tenant, "bbbbbbbbbbbb", TimeSpan.FromMinutes(1)), Assert.Single(silo.Directory.Rotated));
    }

    [Fact]
    public async Task Rotation_WithoutAGrace_LeavesADay()
    {
        await using var silo = await StartAsync();
        silo.Directory.Keys[SiloUnderTest.Tenant] = [FakeTenants.Report('a', "manage")];
        await silo.SendAsync("POST", "/v1/keys/aaaaaaaaaaaa/rotate", """{"grace_seconds":null}""");
        await silo.SendAsync("POST", "/v1/keys/aaaaaaaaaaaa/rotate", """{"grace_seconds":0}""");
        Assert.Equal([TimeSpan.FromDays(1), TimeSpan.Zero], silo.Directory.Rotated.Select(call => call.Grace));
    }

    [Fact]
    public async Task Keys_OfAnotherTenant_LookLikeNone()
    {
        await using var silo = await StartAsync();
        silo.Directory.Keys["beta"] = [FakeTenants.Report('a', "manage")];
        (await silo.SendAsync("DELETE", "/v1/keys/aaaaaaaaaaaa")).RequireError(404, "key.not_found", "The tenant has no such key that is valid now.");
        (await silo.SendAsync("POST", "/v1/keys/aaaaaaaaaaaa/rotate", "{}")).RequireError(404, "key.not_found", "The tenant has no such key that is valid now.");
        Assert.Equal("""{"keys":[]}""", (await silo.SendAsync("GET", "/v1/keys")).Text);
    }

    [Fact]
    public async Task KeyOfATenant_MadeByTheOperator_IsTheTenants()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        await silo.SendAsync("POST", "/v1/tenants", """{"name":"beta"}""");
        var request = SiloUnderTest.Request("POST", "/v1/tenants/beta/keys", """{"scopes":["predict","observe","manage"]}"""u8.ToArray(), scopes: "operate");
        request.Headers.Remove("Berlin-Tenant");
        Assert.Equal(201, (int)(await silo.SendAsync(request)).Status);
        Assert.Equal(["predict", "observe", "manage"], Assert.Single(silo.Directory.Keys["beta"]).Scopes);
    }

    private static async Task<SiloUnderTest> StartAsync()
    {
        var silo = await SiloUnderTest.StartAsync();
        silo.Directory.Tenants[SiloUnderTest.Tenant] = SiloUnderTest.Tenant;
        return silo;
    }
}
