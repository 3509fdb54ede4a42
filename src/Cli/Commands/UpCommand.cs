using System.CommandLine;
using Berlin.Cli.Hosting;
using Berlin.Cli.Terminal;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin up</c>: gateway and silo in this process, until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create(GlobalOptions global)
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder that holds everything; made when it is missing.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ServerOptions.DefaultDataFolder,
        };
        var port = ServerOptions.Port();
        var listen = ServerOptions.Listen();
        var command = new Command("up", "Run a server in this process until Ctrl-C.") { data, port, listen };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new UpOptions(
                Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(listen)!, parsed.GetValue(port), IsQuiet: false);
            return RunAsync(new CommandContext(parsed, global).Output, options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, UpOptions options, CancellationToken cancellationToken)
    {
        var isFirstStart = !File.Exists(Path.Combine(options.DataFolder, ServerOptions.OperatorKeyFileName));
        await using var server = await BerlinServer.StartAsync(options, cancellationToken);
        if (output.IsJson)
        {
            var answer = new UpAnswer(server.Url.OriginalString, options.DataFolder, server.OperatorKeyFile);
            output.WriteJson(answer, CliJson.Default.UpAnswer);
        }
        else
        {
            Welcome(output, options, server, isFirstStart);
        }

        await server.WaitForShutdownAsync(cancellationToken);
        output.Line("[grey]stopping: requests in flight end, models are checkpointed[/]");
        return ExitCodes.Success;
    }

    private static void Welcome(CommandOutput output, UpOptions options, RunningServer server, bool isFirstStart)
    {
        output.Line($"[bold green]Berlin[/] serves at [bold]{Figures.Escape(server.Url.OriginalString)}[/]");
        output.Line($"  data          {Figures.Escape(options.DataFolder)}");
        output.Line($"  operator key  {Figures.Escape(server.OperatorKeyFile)}");
        if (isFirstStart)
        {
            var key = File.ReadAllText(server.OperatorKeyFile).Trim();
            output.Line($"                {Figures.Escape(key)}  [grey](told this once)[/]");
        }

        output.Line("[grey]Next: berlin tenant create NAME, and open the address in a browser to try its models. Ctrl-C stops.[/]");
    }
}
