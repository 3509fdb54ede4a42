using System.CommandLine;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin key rotate</c>: a successor of a key, which ends after a time of grace.</summary>
internal static class KeyRotateCommand
{
    private const int SecondsOfADay = 24 * 60 * 60;

    public static Command Create(GlobalOptions global)
    {
        var id = PathArgument.Create("ID", "The id inside the key: bk_<ID>_...");
        var grace = BoundedNumber.Option("--grace", "Seconds for which the key goes on to be valid.", "SECONDS", 0, 30 * SecondsOfADay, SecondsOfADay);
        var command = new Command("rotate", "Make a successor of a key with its scopes and label, and let the key end.") { id, grace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            NewKey.Tell(context.Output, await client.Keys.RotateAsync(parsed.GetValue(id)!, TimeSpan.FromSeconds(parsed.GetValue(grace)), cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }
}
