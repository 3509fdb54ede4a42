using System.CommandLine;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary>Makes the commands that remove observations of a model.</summary>
internal static class RemovalCommand
{
    /// <summary>A command that asks, removes, and tells how much went.</summary>
    public static Command Create(
        GlobalOptions global,
        string name,
        string description,
        Argument<string>[] arguments,
        Func<ParseResult, string> deed,
        Func<BerlinClient, ParseResult, CancellationToken, Task<RemovalResult>> remove)
    {
        var confirmation = new Confirmation();
        var command = new Command(name, description);
        foreach (var argument in arguments)
        {
            command.Arguments.Add(argument);
        }

        confirmation.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            confirmation.Require(parsed, deed(parsed));
            var result = await remove(client, parsed, cancellationToken);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(result, CliJson.Default.RemovalResult);
            }
            else
            {
                context.Output.Line($"{Figures.Count(result.Removed)} observations are gone");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
