using System.Text;
using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;
using Microsoft.AspNetCore.Http;

namespace Berlin.Cli.Tests.Commands;

public sealed class ObserveCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Observe_RowsThatAreExactlyAlike_AreAllStored()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var result = await ObserveAsync(server, Rows(250, _ => "taxi,12.50,2770"));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(250, server.Model("accounts").Stored.Count);
        Assert.Equal(250, result.Json.GetProperty("accepted").GetInt64());
        Assert.Equal(250, result.Json.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Observe_SameFileAgain_ReportsDuplicates()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var file = Rows(250, row => $"taxi {row},1,2770");
        await ObserveAsync(server, file);
        var again = await ObserveAsync(server, file);
        Assert.Equal(ExitCodes.Success, again.ExitCode);
        Assert.Equal(0, again.Json.GetProperty("accepted").GetInt64());
        Assert.Equal(250, again.Json.GetProperty("duplicates").GetInt64());
        Assert.Equal(250, server.Model("accounts").Stored.Count);
    }

    [Fact]
    public async Task Observe_LimitThenAll_SendsTheRest()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var file = Rows(250, row => $"taxi {row},1,2770");
        await ObserveAsync(server, file, "--limit", "130");
        Assert.Equal(130, server.Model("accounts").Stored.Count);
        var all = await ObserveAsync(server, file);
        Assert.Equal(120, all.Json.GetProperty("accepted").GetInt64());
        Assert.Equal(130, all.Json.GetProperty("duplicates").GetInt64());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Observe_ConnectionCutInTheMiddle_LosesNothing(bool afterStoring)
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        if (afterStoring)
        {
            server.AfterStoring = (upload, http) => Task.FromResult(GoesOn(upload, http));
        }
        else
        {
            server.BeforeStoring = (upload, http) => Task.FromResult(GoesOn(upload, http));
        }

        var result = await ObserveAsync(server, Rows(450, row => $"taxi {row},1,2770"));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(450, server.Model("accounts").Stored.Count);
        Assert.Equal(afterStoring ? 100 : 0, result.Json.GetProperty("duplicates").GetInt64());
        Assert.Equal(6, server.Uploads);

        static bool GoesOn(int upload, HttpContext http)
        {
            if (upload == 2)
            {
                http.Abort();
            }

            return upload != 2;
        }
    }

    [Fact]
    public async Task Observe_BusyServer_IsAskedAgainAfterThePause()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        server.BeforeStoring = async (upload, http) =>
        {
            if (upload == 1)
            {
                http.Response.StatusCode = 503;
                http.Response.Headers.RetryAfter = "0";
                await http.Response.WriteAsJsonAsync(new { error = "Busy.", code = "trainer.busy" });
            }

            return upload != 1;
        };
        var result = await ObserveAsync(server, Rows(10, row => $"taxi {row},1,2770"));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(10, server.Model("accounts").Stored.Count);
    }

    [Fact]
    public async Task Observe_CtrlC_ExitsWith130AndTheNextRunGoesOn()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var reached = new TaskCompletionSource();
        server.BeforeStoring = async (upload, http) =>
        {
            if (upload == 3)
            {
                reached.SetResult();
                var left = new TaskCompletionSource();
                await using var registration = http.RequestAborted.Register(left.SetResult);
                await left.Task;
            }

            return upload != 3;
        };
        var file = Rows(450, row => $"taxi {row},1,2770");
        using var process = BerlinProcess.Start(server.Url, ScriptedServer.TenantKey, "observe", "accounts", file, "--batch", "100", "--json");
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        process.Interrupt();
        var interrupted = await process.WaitAsync();
        Assert.Equal(ExitCodes.Interrupted, interrupted.ExitCode);
        Assert.True(interrupted.Json.GetProperty("interrupted").GetBoolean());
        Assert.Equal(200, interrupted.Json.GetProperty("accepted").GetInt64());
        Assert.Contains("run the same command again", interrupted.Error, StringComparison.Ordinal);

        server.BeforeStoring = (_, _) => Task.FromResult(true);
        var again = await ObserveAsync(server, file);
        Assert.Equal(200, again.Json.GetProperty("duplicates").GetInt64());
        Assert.Equal(450, server.Model("accounts").Stored.Count);
    }

    [Fact]
    public async Task Observe_FaultyRows_ExitWith4AndTellLinesAndReasons()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var result = await ObserveAsync(server, Rows(20, row => row switch
        {
            3 => "taxi,twelve,2770",
            5 => "taxi,1",
            _ => $"taxi {row},1,2770",
        }));
        Assert.Equal(ExitCodes.Partial, result.ExitCode);
        Assert.Equal(18, server.Model("accounts").Stored.Count);
        Assert.Contains("rows.csv:4: field 'amount' is a number, and 'twelve' is none", result.Error, StringComparison.Ordinal);
        Assert.Contains("rows.csv:6: 2 fields, and the header names 3", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, result.Json.GetProperty("rejections")[0].GetProperty("line").GetInt64());
    }

    [Fact]
    public async Task Observe_RowsThatTheServerRejects_TellTheirLines()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var content = new StringBuilder();
        for (var row = 1; row <= 150; row++)
        {
            content.Append($$"""{"features":{"text":"taxi"},"target":{{(row == 120 ? "7" : "\"x\"")}}}""").Append('\n');
        }

        var result = await ObserveAsync(server, _folder.Write("rows.jsonl", content.ToString()));
        Assert.Equal(ExitCodes.Partial, result.ExitCode);
        Assert.Equal(149, server.Model("accounts").Stored.Count);
        Assert.Contains("rows.jsonl:120: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("observation.invalid", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_FieldWithoutColumn_ExitsWith2BeforeAnythingIsSent()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var result = await ObserveAsync(server, _folder.Write("rows.csv", "merchant,amount,account\ntaxi,1,x\n"));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("no column for field 'text'", result.Error, StringComparison.Ordinal);
        Assert.Contains("merchant, amount, account", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Uploads);
    }

    [Fact]
    public async Task Observe_MappedColumns_AreSent()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var file = _folder.Write("rows.csv", "date,merchant,amount,code\n2014-04-02,taxi,1.5,2770\n");
        var result = await ObserveAsync(server, file, "--map", "text=merchant", "--target", "code", "--at", "date");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        var (id, stored) = server.Model("accounts").Stored.Single();
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","at":"2014-04-02T00:00:00+00:00","features":{"text":"taxi","amount":1.5},"target":"2770"}""", stored);
    }

    [Fact]
    public async Task Observe_WithoutTerminal_IsPlain()
    {
        await using var server = await ScriptedServer.StartWithModelAsync();
        var result = await BerlinProcess.RunAsync(
            server.Url, ScriptedServer.TenantKey, "observe", "accounts", Rows(10, row => $"taxi {row},1,2770"));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.StartsWith("10 rows: 10 accepted, 0 duplicates, 0 rejected", result.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    private string Rows(int count, Func<int, string> row)
    {
        var content = "text,amount,account\n" + string.Concat(Enumerable.Range(1, count).Select(number => row(number) + "\n"));
        return _folder.Write("rows.csv", content);
    }

    private static Task<ProcessResult> ObserveAsync(ScriptedServer server, string file, params string[] more)
    {
        return BerlinProcess.RunAsync(
            server.Url, ScriptedServer.TenantKey, ["observe", "accounts", file, "--batch", "100", "--json", .. more]);
    }
}
