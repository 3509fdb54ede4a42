using System.Diagnostics;
using System.Text.RegularExpressions;
using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Commands;

/// <summary>Runs the command on a pseudo terminal, which <c>script</c> of util-linux makes.</summary>
public sealed partial class TerminalTests
{

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    [InlineData("TERM=dumb ", false)]
    public async Task Berlin_OnATerminal_IsColouredUnlessToldOtherwise(string environment, bool coloured)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script of util-linux is not installed");
        await using var server = await ScriptedServer.StartWithModelAsync();
        var command = $"{environment}dotnet '{BerlinProcess.AssemblyPath}' model show accounts --url {server.Url} --key {ScriptedServer.TenantKey}";
        var start = new ProcessStartInfo("/usr/bin/script")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null },
        };
        foreach (var argument in (string[])["-qec", command, "/dev/null"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("accounts", output, StringComparison.Ordinal);
        Assert.Equal(coloured, ColourCode().IsMatch(output));
    }

    /// <summary>The runtime sends key codes to any terminal; colours and styles are what users switch off.</summary>
    [GeneratedRegex(@"\u001b\[[0-9;]*m")]
    private static partial Regex ColourCode();
}
