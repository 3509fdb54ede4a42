using System.Diagnostics;
using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_WithoutTerminal_IsPlainAndEndsWithTheFigures()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await RunDemoAsync(server, "--rows", "3000", "--exit");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Matches(@"^accuracy@1 [01]\.\d{4} accuracy@3 [01]\.\d{4} observations 3000$", result.Lines[^1]);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains("  2,000 bookings", result.Output, StringComparison.Ordinal);
        Assert.Equal(7, result.Lines.Count(line => line.StartsWith("  > ", StringComparison.Ordinal)));
        Assert.Equal(3000, server.Model("account-suggest").Stored.Count);
    }

    [Fact]
    public async Task Demo_Again_RecognisesWhatIsStored()
    {
        await using var server = await ScriptedServer.StartAsync();
        await RunDemoAsync(server, "--rows", "400", "--exit");
        var again = await RunDemoAsync(server, "--rows", "600", "--exit");
        Assert.Contains("resuming: the data folder holds 400 bookings", again.Output, StringComparison.Ordinal);
        Assert.Contains("400 bookings were stored before", again.Output, StringComparison.Ordinal);
        Assert.EndsWith("observations 600", again.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_Json_IsOneDocument()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await RunDemoAsync(server, "--rows", "400", "--json");
        Assert.Equal(400, result.Json.GetProperty("observations").GetInt64());
        Assert.Equal(7, result.Json.GetProperty("answers").GetArrayLength());
    }

    [Fact]
    public async Task Demo_CurlCommand_WorksWhenPasted()
    {
        await using var server = await ScriptedServer.StartAsync();
        var result = await RunDemoAsync(server, "--rows", "400", "--exit");
        var start = result.Output.IndexOf("curl -s", StringComparison.Ordinal);
        var command = result.Output[start..result.Output.IndexOf("}'", start, StringComparison.Ordinal)] + "}'";
        using var shell = StartShell(command);
        var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(shell.ExitCode == 127, "curl is not installed");
        Assert.StartsWith("""{"prediction_id":""", answer, StringComparison.Ordinal);
    }

    private static Process StartShell(string command)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        return Process.Start(start)!;
    }

    private static Task<ProcessResult> RunDemoAsync(ScriptedServer server, params string[] more)
    {
        return BerlinProcess.RunAsync(
            null, null, ["demo", "--url", server.Url.OriginalString, "--key", ScriptedServer.TenantKey, .. more]);
    }
}
