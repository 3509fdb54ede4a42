using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Commands;

/// <summary>Commands about what a server holds: entities, observations, subjects, exports, tenants, keys.</summary>
public sealed class StoredCommandTests : IDisposable
{
    private const string Key = "Bearer " + ScriptedServer.TenantKey;
    private const string Entities = """{"entities":[{"entity":"card 7","observations":1200,"last_sequence":9,"last_at":"2014-04-02T00:00:00Z"}],"next":null}""";
    private const string Issued = """{"key":"bk_new","id":"aaaaaaaaaaaa","scopes":["predict"],"label":null,"created_at":"2026-01-02T03:04:05Z","expires_at":null,"revoked_at":null}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EntityCommands_OfAModel_ListShowAndDelete()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/models/m/entities?limit=1000"] = (200, Entities);
        server.Answers["GET /v1/models/m/entities/card%207"] = (200, """{"entity":"card 7","observations":1200,"last_sequence":9,"last_at":"2014-04-02T00:00:00Z","classes":3,"cells":40,"memory_bytes":2048}""");
        server.Answers["DELETE /v1/models/m/entities/card%207"] = (200, """{"removed":1200,"log_generation":2}""");

        var list = await RunAsync(server, "entity", "list", "m");
        var show = await RunAsync(server, "entity", "show", "m", "card 7");
        var delete = await RunAsync(server, "entity", "delete", "m", "card 7", "--yes", "--json");

        Assert.Contains("1,200", list.Lines[1], StringComparison.Ordinal);
        Assert.Contains("2,048 bytes", show.Output, StringComparison.Ordinal);
        Assert.Equal("""{"removed":1200,"log_generation":2}""", delete.Output.Trim());
    }

    [Fact]
    public async Task EntityList_OfManyPages_ReadsAsManyAsAsked()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/models/m/entities?limit=2"] = (200, Entities.Replace("null", "\"card 7\"", StringComparison.Ordinal));
        server.Answers["GET /v1/models/m/entities?limit=1&after=card%207"] = (200, Entities.Replace("null", "\"x\"", StringComparison.Ordinal));
        var list = await RunAsync(server, "entity", "list", "m", "--limit", "2", "--json");
        Assert.Equal((2, "x"), (list.Json.GetProperty("entities").GetArrayLength(), list.Json.GetProperty("next").GetString()));
    }

    [Fact]
    public async Task ObservationCommands_OnAnIdWithASlash_ReachIt()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/models/m/observations/2014%2F04%25"] = (200, """{"sequence":7,"id":"2014/04%","at":"2014-04-02T00:00:00Z","features":{"text":"taxi [late]","amount":12.5,"x":null},"target":"2780","observed_target":"2770","entity":"card7"}""");
        server.Answers["PUT /v1/models/m/observations/2014%2F04%25"] = (200, """{"id":"2014/04%","target":"2790","previous_target":"2780","sequence":8}""");
        server.Answers["DELETE /v1/models/m/observations/2014%2F04%25"] = (200, """{"removed":1,"log_generation":2}""");

        var show = await RunAsync(server, "observation", "show", "m", "2014/04%");
        var correct = await RunAsync(server, "observation", "correct", "m", "2014/04%", "2790");
        var delete = await RunAsync(server, "observation", "delete", "m", "2014/04%", "--yes");

        Assert.Contains("taxi [late]", show.Output, StringComparison.Ordinal);
        Assert.Equal("2014/04% is 2790 now (was 2780)", correct.Lines[0]);
        Assert.Equal("1 observations are gone", delete.Lines[0]);
        Assert.Equal("""PUT /v1/models/m/observations/2014%2F04%25 Bearer bk_tenant_secret {"target":"2790"}""", server.Calls.ElementAt(1));
    }

    [Theory]
    [InlineData("subject delete m anna", "DELETE /v1/models/m/subjects/anna", """{"removed":0,"log_generation":1}""")]
    [InlineData("model delete m", "DELETE /v1/models/m", "")]
    [InlineData("key revoke aaaaaaaaaaaa", "DELETE /v1/keys/aaaaaaaaaaaa", "")]
    public async Task Deletion_WithoutSomebodyToAsk_NeedsYes(string line, string call, string answer)
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        server.Answers[call] = (answer.Length == 0 ? 204 : 200, answer);

        var refused = await RunAsync(server, line.Split(' '));
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("--yes", refused.Error, StringComparison.Ordinal);
        Assert.Empty(server.Calls);

        var done = await RunAsync(server, [.. line.Split(' '), "--yes"]);
        Assert.Equal(ExitCodes.Success, done.ExitCode);
        Assert.Equal($"{call} {Key}", Assert.Single(server.Calls));
    }

    [Fact]
    public async Task TenantCommands_WithTheOperatorKey_ListRenameAndDelete()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/tenants?limit=1000"] = (200, """{"tenants":[{"name":"acme","created_at":"2026-01-02T03:04:05Z","models":2}],"next":null}""");
        server.Answers["PUT /v1/tenants/acme"] = (200, """{"name":"beta"}""");
        server.Answers["DELETE /v1/tenants/beta"] = (204, "");

        var list = await RunAsOperatorAsync(server, "tenant", "list");
        var rename = await RunAsOperatorAsync(server, "tenant", "rename", "acme", "beta");
        var delete = await RunAsOperatorAsync(server, "tenant", "delete", "beta", "--yes", "--json");

        Assert.Contains("2026-01-02 03:04:05Z", list.Output, StringComparison.Ordinal);
        Assert.Equal("the tenant's name is beta now", rename.Lines[0]);
        Assert.Equal("""{"deleted":"beta"}""", delete.Output.Trim());
        Assert.All(server.Calls, call => Assert.Contains(ScriptedServer.OperatorKey, call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeyCommands_OfATenant_ListMakeAndRotate()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/keys"] = (200, """{"keys":[{"id":"aaaaaaaaaaaa","scopes":["predict","observe"],"label":"shop [1]","created_at":"2026-01-02T03:04:05Z","expires_at":null,"revoked_at":"2026-01-02T03:04:06Z"}]}""");
        server.Answers["POST /v1/keys"] = (201, Issued);
        server.Answers["POST /v1/keys/aaaaaaaaaaaa/rotate"] = (201, Issued);

        var list = await RunAsync(server, "key", "list");
        var create = await RunAsync(server, "key", "create", "--scope", "predict", "--scope", "observe", "--label", "shop");
        var rotate = await RunAsync(server, "key", "rotate", "aaaaaaaaaaaa", "--grace", "60", "--json");

        Assert.Contains("revoked 2026-01-02 03:04:06Z", list.Output, StringComparison.Ordinal);
        Assert.Contains("shop [1]", list.Output, StringComparison.Ordinal);
        Assert.Equal("export BERLIN_KEY=bk_new", create.Lines[^1]);
        Assert.Equal("bk_new", rotate.Json.GetProperty("key").GetString());
        Assert.Equal($$"""POST /v1/keys {{Key}} {"scopes":["predict","observe"],"label":"shop"}""", server.Calls.ElementAt(1));
        Assert.Equal($$"""POST /v1/keys/aaaaaaaaaaaa/rotate {{Key}} {"grace_seconds":60}""", server.Calls.ElementAt(2));
    }

    [Fact]
    public async Task KeyCreate_ForATenant_TakesTheOperatorKey()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["POST /v1/tenants/acme/keys"] = (201, Issued);
        var result = await RunAsOperatorAsync(server, "key", "create", "--scope", "manage", "--tenant", "acme", "--days", "30");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains("expires_at", Assert.Single(server.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ToAFile_IsWholeOrNotThere()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/models/m/observations?format=csv"] = (200, "sequence,id\r\n1,a\r\n");
        var path = Path.Combine(_folder.Path, "m.csv");

        var done = await RunAsync(server, "export", "m", "--format", "csv", "--out", path);
        var refused = await RunAsync(server, "export", "none", "--out", path + "2");
        var piped = await RunAsync(server, "export", "m", "--format", "csv");

        Assert.Equal(ExitCodes.Success, done.ExitCode);
        Assert.Equal("sequence,id\r\n1,a\r\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Refused, refused.ExitCode);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal("sequence,id\r\n1,a\r\n", piped.Output);
    }

    [Fact]
    public async Task Predict_OfAnEntity_AsksForItAndTellsWhatItHas()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        server.Model("accounts").Store(["""{"id":"1","features":{"text":"taxi"},"target":"2770"}"""]);
        var result = await RunAsync(server, "predict", "accounts", "text=taxi", "--entity", "card7");
        Assert.Equal("  card7 has 12 of its own", result.Lines[1]);
    }

    [Fact]
    public async Task ModelCreate_WithEntitiesAndLearner_BuildsTheDefinition()
    {
        await using var server = await ScriptedServer.StartAsync();
        await RunAsync(server, "model", "create", "m", "--text", "text", "--target", "account", "--entities", "--learner", "softmax-regression", "--setting", "learning_rate=0.5");
        Assert.Equal(
            """{"kind":"online","learner":{"type":"softmax-regression","learning_rate":0.5},"features":[{"field":"text","type":"text","ngrams":[1,2]}],"target":"account","entities":true}""",
            server.Model("m").Definition.ToJsonString());
    }

    private static Task<ProcessResult> RunAsync(ScriptedServer server, params string[] arguments) =>
        BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, arguments);

    private static Task<ProcessResult> RunAsOperatorAsync(ScriptedServer server, params string[] arguments) =>
        BerlinProcess.RunAsync(server.Url, null, [.. arguments, "--key", ScriptedServer.OperatorKey]);
}
