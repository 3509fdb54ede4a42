using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("up --port x")]
    [InlineData("up --port 70000")]
    [InlineData("up --listen nowhere")]
    [InlineData("demo --rows 0")]
    [InlineData("tenant create")]
    [InlineData("model create m")]
    [InlineData("model create m --text a --target t --definition f")]
    [InlineData("model create m --text a --target t --setting alpha --key k")]
    [InlineData("model create m --definition f --entities")]
    [InlineData("model delete m --key k")]
    [InlineData("tenant delete t --key k")]
    [InlineData("key create --key k")]
    [InlineData("key create --scope operate --key k")]
    [InlineData("key rotate i --grace -1 --key k")]
    [InlineData("key revoke i --key k")]
    [InlineData("entity delete m e --key k")]
    [InlineData("observation delete m o --key k")]
    [InlineData("observation show m .. --key k")]
    [InlineData("subject delete m s --key k")]
    [InlineData("export m --format xml --key k")]
    [InlineData("observe m f.csv --batch 7")]
    [InlineData("predict m")]
    [InlineData("model list --url nowhere")]
    [InlineData("model list")]
    [InlineData("observe m missing.csv --key k")]
    [InlineData("predict m taxi --key k")]
    public async Task Berlin_WrongCommandLine_ExitsWith2AndTellsOnStandardError(string line)
    {
        var result = await BerlinProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.StartsWith("berlin: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("observe --help")]
    [InlineData("--version")]
    public async Task Berlin_Help_ExitsWith0(string line)
    {
        var result = await BerlinProcess.RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public async Task Berlin_NothingListens_ExitsWith3AndNamesTheAddress()
    {
        var result = await BerlinProcess.RunAsync("model", "list", "--url", "http://127.0.0.1:1", "--key", "bk_1_secret");
        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bk_1_secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TenantCreate_OperatorKeyInItsPlaces_TellsTheKeyOnce()
    {
        await using var server = await ScriptedServer.StartAsync();
        var file = _folder.Write("operator.key", ScriptedServer.OperatorKey + "\n");
        foreach (string[] place in (string[][])[["--operator-key-file", file], ["--data", _folder.Path], ["--key", ScriptedServer.OperatorKey]])
        {
            var result = await BerlinProcess.RunAsync(server.Url, null, ["tenant", "create", "acme", .. place]);
            Assert.Equal(ExitCodes.Success, result.ExitCode);
            Assert.Equal($"export BERLIN_KEY={ScriptedServer.TenantKey}", result.Lines[^1]);
        }
    }

    [Fact]
    public async Task TenantCreate_Json_IsOneDocument()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await BerlinProcess.RunAsync(server.Url, null, "tenant", "create", "acme", "--json", "--key", ScriptedServer.OperatorKey);
        Assert.Equal("acme", result.Json.GetProperty("name").GetString());
        Assert.Equal(ScriptedServer.TenantKey, result.Json.GetProperty("key").GetString());
    }

    [Fact]
    public async Task TenantCreate_ExistingTenant_ExitsWith1AndTheServersText()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await BerlinProcess.RunAsync(server.Url, null, "tenant", "create", "taken", "--key", ScriptedServer.OperatorKey);
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Equal("berlin: The tenant taken exists. (tenant.exists)\n", result.Error);
    }

    [Fact]
    public async Task ModelCreate_Fields_BuildTheDefinition()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await BerlinProcess.RunAsync(
            server.Url, ScriptedServer.TenantKey, "model", "create", "m", "--text", "text", "--number", "amount", "--category", "vat", "--target", "account", "--alpha", "0.5");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(
            """{"kind":"online","learner":{"type":"multinomial-naive-bayes","alpha":0.5},"features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"vat","type":"category"},{"field":"amount","type":"number"}],"target":"account"}""",
            server.Model("m").Definition.ToJsonString());
    }

    [Fact]
    public async Task ModelCreate_DefinitionFile_ReachesTheServerAsItIs()
    {
        await using var server = await ScriptedServer.StartAsync();
        var file = _folder.Write("model.json", """{"kind":"online","flavour":"sweet"}""");
        var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "model", "create", "m", "--definition", file);
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Contains("flavour", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelShowAndList_Json_AreOneDocument()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var show = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "model", "show", "accounts", "--json");
        Assert.Equal("accounts", show.Json.GetProperty("name").GetString());
        Assert.Equal(0, show.Json.GetProperty("metrics").GetProperty("overall").GetProperty("accuracy_1").GetDouble());
        var list = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "model", "list", "--json");
        Assert.Equal("accounts", list.Json.GetProperty("models")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task ModelShowAndList_WithoutTerminal_ArePlainLines()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        foreach (string[] arguments in (string[][])[["model", "show", "accounts"], ["model", "list"]])
        {
            var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, arguments);
            Assert.Equal(ExitCodes.Success, result.ExitCode);
            Assert.Contains("accounts", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', result.Output);
        }
    }

    [Fact]
    public async Task ModelShow_UnknownModel_ExitsWith1()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "model", "show", "none", "--json");
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Contains("model.not_found", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Predict_Values_TakeTheDeclaredTypes()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        server.Model("accounts").Store(["""{"id":"1","features":{"text":"2770 taxi"},"target":"[travel]"}"""]);
        var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "predict", "accounts", "text=2770 taxi", "amount=-12.5", "--json");
        Assert.Equal("[travel]", result.Json.GetProperty("predictions")[0].GetProperty("value").GetString());

        var plain = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "predict", "accounts", "text=2770 taxi", "--top", "1");
        Assert.Contains("[travel]", plain.Lines[1], StringComparison.Ordinal);
        Assert.Contains("100.0 %", plain.Lines[1], StringComparison.Ordinal);

        var refused = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "predict", "accounts", "amount:=\"12\"");
        Assert.Equal(ExitCodes.Refused, refused.ExitCode);
        Assert.Contains("features.amount", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vat=1", "no field 'vat'")]
    [InlineData("amount=twelve", "'twelve' is none")]
    [InlineData("amount:=[1]", "a feature is")]
    [InlineData("amount:=1e999", "a feature is")]
    public async Task Predict_ValuesThatDoNotFit_ExitWith2(string assignment, string reason)
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, "predict", "accounts", assignment);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }
}
